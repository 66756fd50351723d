/**
 * Our client as the conformance suite starts it, with the URL of a server as its only argument: lists the server's tools
 * and calls each. Ends with an error if one does not answer what it has to.
 */
import { MAX_ANSWER_BYTES } from '../../mcp/client/server-sessions.ts';
import { openSession } from '../../mcp/client/session.ts';
import { openTransport } from '../../mcp/client/transports.ts';

const TIMEOUT_MS = 5_000;

/** The suite's tools that our client can be of use to: their arguments, and what they have to say. */
const KNOWN = new Map([
  ['add_numbers', { args: { a: 2, b: 3 }, says: 'The sum of 2 and 3 is 5' }],
  ['test_reconnection', { args: {}, says: 'Reconnection test completed successfully' }],
]);

const [url = ''] = process.argv.slice(2);
const transport = await openTransport({ kind: 'http', url: async () => url }, MAX_ANSWER_BYTES);
const session = await openSession(transport, '1', TIMEOUT_MS);
try {
  for (const { name } of await session.listTools(TIMEOUT_MS)) {
    const known = KNOWN.get(name);
    const { text } = await session.callTool(name, known?.args ?? {}, TIMEOUT_MS);
    if (known !== undefined && text !== known.says) throw new Error(`${name} says ${JSON.stringify(text)}`);
  }
} finally {
  await session.close();
}
