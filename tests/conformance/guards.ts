import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

const FOREIGN = 'evil.example.com';
const TIMEOUT_MS = 10_000;

/**
 * What the guards of an HTTP shell let through. The suite's foreign request has a foreign Host and a foreign Origin at
 * once: each of the two checks hides that the other is missing.
 */
export async function openGuards(url: string): Promise<string[]> {
  const wrong: string[] = [];
  const cases: [what: string, headers: Record<string, string>, status: number][] = [
    ['another Host', { host: FOREIGN }, 403],
    ['another Origin', { origin: `http://${FOREIGN}` }, 403],
    ['an Origin of this machine', { origin: 'http://localhost:8080' }, 200],
  ];
  for (const [what, headers, status] of cases) {
    const answered = await statusOf(url, headers);
    if (answered !== status) wrong.push(`a request with ${what} is answered with ${answered}, not ${status}`);
  }
  return wrong;
}

async function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  const asked = request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  asked.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }));
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject);
  });
  const response = await answer;
  response.resume();
  await once(response, 'end');
  return response.statusCode;
}
