import { VERSION } from '../adapters/version.ts';
import { CasefileError } from '../core/errors.ts';
import { OWN_SERVERS, isOwnServer, loadServer } from '../mcp/servers/own-servers.ts';

/** Serves until the client, or whoever started it, is done. @throws CasefileError `BadUsage`, `PortInUse` */
export async function mcp(
  name: string,
  options: { http?: true; port: number; untilStdinEnds?: true },
): Promise<void> {
  if (!isOwnServer(name)) {
    throw new CasefileError('BadUsage', `There is no MCP server ${name}.`, {
      hint: `The servers are ${OWN_SERVERS.join(', ')}.`,
    });
  }
  const definition = await loadServer(name, VERSION, {}).catch(explainRegion);
  if (!options.http) {
    const { serveStdio } = await import('../mcp/server-kit/serve-stdio.ts');
    await serveStdio(definition);
    process.exit(0);
  }
  const { serveHttp } = await import('../mcp/server-kit/serve-http.ts');
  const server = await serveHttp(definition, options.port);
  process.stderr.write(`casefile mcp ${name}: listening on ${server.url}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
    if (options.untilStdinEnds) process.stdin.on('end', resolve).on('close', resolve).resume();
  });
  await server.close();
  process.exit(0);
}

/** The SDK's own word for it is all that tells it from other errors. */
function explainRegion(error: unknown): never {
  if (!(error instanceof Error) || error.message !== 'Region is missing') throw error;
  throw new CasefileError('BadUsage', 'No AWS region is set.', {
    hint: 'Set AWS_REGION, or a region in the profile that AWS_PROFILE names.',
    cause: error,
  });
}
