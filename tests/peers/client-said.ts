import * as z from 'zod';
import { ToolErrorBody } from '../../mcp/server-kit/tool-error.ts';

const About = { server: z.string(), over: z.enum(['stdio', 'http']) };
const Kind = z.enum(['good', 'bad']);

const SessionLine = z.strictObject({ ...About, protocol: z.string(), tools: z.array(z.string()) });
const CallLine = z.strictObject({
  ...About,
  tool: z.string(),
  kind: Kind,
  ms: z.number(),
  isError: z.boolean().exactOptional(),
  structured: z.record(z.string(), z.unknown()).nullable().exactOptional(),
  text: z.string().exactOptional(),
  /** What the client itself said, e.g. that structured content does not fit its schema. */
  raised: z.string().exactOptional(),
});
const ResourceLine = z.strictObject({
  ...About,
  uri: z.string(),
  kind: Kind,
  ms: z.number(),
  text: z.string().exactOptional(),
  /** The code of the protocol's error. */
  refused: z.number().exactOptional(),
  raised: z.string().exactOptional(),
});

/** What `python_client.py` says. */
export const ClientLine = z.union([SessionLine, CallLine, ResourceLine]);
export type ClientLine = z.infer<typeof ClientLine>;
type Answer = z.infer<typeof CallLine> | z.infer<typeof ResourceLine>;

/** The specification's code for a resource that is not there. */
const RESOURCE_NOT_FOUND = -32_002;
const MAX_TEXT = 70;

/** What should have been so and was not. @param planned the tools that calls are listed for, by server */
export function wrongOf(
  lines: readonly ClientLine[],
  planned: Readonly<Record<string, readonly string[]>>,
): string[] {
  const sessions = Object.keys(planned).flatMap((server) =>
    About.over.options.flatMap((over) => {
      const found = lines.some((line) => 'tools' in line && line.server === server && line.over === over);
      return found ? [] : [`${server} over ${over}: no session`];
    }),
  );
  return [
    ...sessions,
    ...lines.flatMap((line) => {
      const where = `${line.server} over ${line.over}`;
      if ('tools' in line)
        return unlisted(line.tools, planned[line.server] ?? []).map((what) => `${where}: ${what}`);
      const what = 'tool' in line ? line.tool : line.uri;
      const why = 'tool' in line ? callFault(line) : readFault(line);
      return why === undefined ? [] : [`${where}: ${line.kind} call of ${what}: ${why}`];
    }),
  ];
}

function unlisted(tools: readonly string[], planned: readonly string[]): string[] {
  return [
    ...tools.filter((tool) => !planned.includes(tool)).map((tool) => `no call of ${tool} is listed`),
    ...planned.filter((tool) => !tools.includes(tool)).map((tool) => `there is no tool ${tool}`),
  ];
}

function callFault({ kind, isError = false, structured, text = '', raised }: z.infer<typeof CallLine>) {
  if (raised !== undefined) return raised;
  if (kind === 'good') {
    if (isError) return text;
    return structured == null || text === '' ? 'no structured content, or no text' : undefined;
  }
  if (!isError) return `it is answered: ${text.slice(0, MAX_TEXT)}`;
  return errorOf(text) === undefined ? `no structured error: ${text.slice(0, MAX_TEXT)}` : undefined;
}

function readFault({ kind, text = '', refused, raised }: z.infer<typeof ResourceLine>) {
  if (raised !== undefined) return raised;
  if (kind === 'bad') return refused === RESOURCE_NOT_FOUND ? undefined : `refused with ${refused}`;
  return refused === undefined && text !== '' ? undefined : `refused with ${refused}`;
}

function errorOf(text: string): ToolErrorBody | undefined {
  try {
    return ToolErrorBody.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A row for each tool and each resource: both transports in one. */
export function tableOf(lines: readonly ClientLine[]): string {
  const calls = lines.flatMap((line): Answer[] => ('tools' in line ? [] : [line]));
  const names = [...new Set(calls.map(nameOf))];
  const rows = names.map((name) => {
    const of = calls.filter((line) => nameOf(line) === name);
    const good = of.filter(({ kind }) => kind === 'good');
    const bad = of.filter(({ kind }) => kind === 'bad');
    const ms = good.map((line) => `${line.ms.toFixed(0)} ms`).join(', ');
    const says = good.length === 0 ? '' : `${ms}: ${shortText(good[0]?.text ?? 'failed')}`;
    const codes = bad.map((line) =>
      'tool' in line ? (errorOf(line.text ?? '')?.code ?? 'none') : line.refused,
    );
    return `| ${name} | ${says} | ${[...new Set(codes)].join(', ')} |`;
  });
  return ['| tool | good call: stdio, HTTP | bad call |', '| --- | --- | --- |', ...rows].join('\n');
}

function nameOf(line: Answer): string {
  return 'tool' in line ? line.tool : `${line.uri} (${line.server})`;
}

function shortText(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('|', '/').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}
