/** The gather entries: one function each, with its server's own role. */
const OWN_SERVERS = ['cloudwatch', 'lambda', 'cloudformation'] as const;

/** The entry that asks a server; all servers that come only from configuration share `external`. */
export function entryOf(server: string): string {
  return OWN_SERVERS.find((own) => own === server) ?? 'external';
}
