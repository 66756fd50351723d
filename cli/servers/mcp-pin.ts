import { reachesOf } from '../../adapters/servers/connect-servers.ts';
import { type PinsByServer, pinsFileOf, readPins, writePins } from '../../adapters/servers/pins-file.ts';
import { readConfig } from '../../adapters/config/read-config.ts';
import { VERSION } from '../../adapters/version.ts';
import { CasefileError } from '../../core/errors.ts';
import { CONNECT_TIMEOUT_MS, MAX_ANSWER_BYTES } from '../../mcp/client/server-sessions.ts';
import { driftOf, pinOf } from '../../mcp/client/pins.ts';
import { openSession } from '../../mcp/client/session.ts';
import { type Reach, openTransport } from '../../mcp/client/transports.ts';
import { EXIT } from '../exit-codes.ts';
import { print } from '../../adapters/terminal/print.ts';

interface Pinned {
  server: string;
  tool: string;
  /** Undefined: what was pinned stands. */
  changed?: string;
}

/**
 * Pins the allowed tools of the configured servers that are not ours, or compares them with their pins.
 * @returns the exit code
 * @throws CasefileError `ConfigInvalid`, `ServerUnavailable`
 */
export async function mcpPin(options: { config: string; check?: true; json?: true }): Promise<number> {
  const config = await readConfig(options.config);
  const file = pinsFileOf(options.config);
  const before = await readPins(file);
  const after: PinsByServer = {};
  const found: Pinned[] = [];
  for (const { name, reach, tools } of reachesOf(config)) {
    if (reach.kind === 'in-process') continue;
    const { pins, changes } = await pinsOf(name, reach, tools, before[name] ?? {});
    after[name] = pins;
    for (const tool of Object.keys(pins).sort()) {
      const changed = changes.get(tool);
      found.push({ server: name, tool, ...(changed !== undefined && { changed }) });
    }
    for (const [tool, changed] of changes) if (!(tool in pins)) found.push({ server: name, tool, changed });
  }
  const changed = found.filter((one) => one.changed !== undefined);
  if (!options.check) await writePins(file, after);
  print(options.json ? `${JSON.stringify(found, null, 2)}\n` : textOf(found, options.check));
  return options.check && changed.length > 0 ? EXIT.failure : 0;
}

async function pinsOf(name: string, reach: Reach, tools: readonly string[], before: Record<string, string>) {
  try {
    const session = await openSession(
      await openTransport(reach, MAX_ANSWER_BYTES),
      VERSION,
      CONNECT_TIMEOUT_MS,
    );
    try {
      const listed = await session.listTools(CONNECT_TIMEOUT_MS);
      const allowed = listed.filter((tool) => tools.includes(tool.name));
      const pins = Object.fromEntries(allowed.map((tool) => [tool.name, pinOf(tool)]));
      const fresh = Object.keys(pins).filter((tool) => !(tool in before));
      const changes = driftOf(listed, before);
      for (const tool of fresh) changes.set(tool, 'it is not pinned yet');
      return { pins, changes };
    } finally {
      await session.close();
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CasefileError('ServerUnavailable', `MCP server ${name} could not be asked: ${why}`, {
      hint: 'Start its command by hand, and look at what it says.',
      cause,
    });
  }
}

function textOf(found: readonly Pinned[], check: true | undefined): string {
  if (found.length === 0) return 'Only servers of this package are configured; they need no pins.\n';
  const lines = found.map(({ server, tool, changed }) => {
    if (changed === undefined) return `  ${server}.${tool}: as pinned`;
    return `  ${server}.${tool}: ${check ? changed : `anew, since ${changed}`}`;
  });
  return `${[check ? 'Compared with their pins:' : 'Pinned:', ...lines].join('\n')}\n`;
}
