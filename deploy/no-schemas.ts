/**
 * Stands in for the JSON Schema compiler in the functions' bundles, which the MCP SDK imports and never uses here: a
 * server's schemas are not compiled, since one hostile pattern could block the process (mcp/client/session.ts).
 */
export default function NoSchemas(): never {
  throw new Error('schemas of servers are not compiled');
}
