/**
 * Sends the same requests to the simulator and to ministack, an emulator of AWS that others wrote, and compares the
 * shapes of the answers. `npm run test:peers`; ends with 1 if the simulator answers something that ministack does not
 * and `known-differences.ts` does not explain. Skipped where ministack can't be installed.
 */
import { everything } from '../simulator/fidelity/account.ts';
import { type RawAnswer, clientsOf, endpointOf } from '../simulator/fidelity/endpoint.ts';
import { alarmArn, sourceArn } from '../../simulator/names.ts';
import { compare, tableOf } from './compare.ts';
import { VERSION, installMinistack } from './install.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { type Peer, startMinistack } from './peer-process.ts';
import { REQUESTS, type Side, answerTo } from './requests.ts';
import { setUp } from './set-up.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

const installed = installMinistack();
if ('skipped' in installed) {
  say(`ministack: skipped: ${installed.skipped}`);
} else {
  const peer = await startMinistack(installed.program);
  try {
    process.exitCode = await compareWith(peer);
  } finally {
    await peer.close();
  }
}

async function compareWith({ endpoint }: Peer): Promise<number> {
  const started = performance.now();
  const simulated = await endpointOf(everything());
  const { scenario } = everything();
  const answers: RawAnswer[] = [];
  const theirs = sideOf(
    clientsOf(endpoint, 'us-east-1', 1, answers),
    answers,
    new Date(Date.now() + 60_000),
    { region: 'us-east-1', account: '000000000000', seed: 0 },
  );
  const ours = sideOf(simulated.clients, simulated.answers, new Date(simulated.conditions.now), scenario);
  await setUp(theirs.clients);
  const rows = [];
  for (const request of REQUESTS) {
    const { service, operation, about } = request;
    const name = `${service} ${operation}${about === undefined ? '' : `: ${about}`}`;
    rows.push(compare(name, await answerTo(ours, request), await answerTo(theirs, request)));
  }
  await simulated.close();
  for (const client of Object.values(theirs.clients)) client.destroy();

  say(tableOf(rows));
  const unexplained = rows.flatMap((row) => row.unexplained);
  const used = new Set(rows.flatMap((row) => row.used));
  const stale = KNOWN_DIFFERENCES.filter((known) => !used.has(known));
  for (const { request, path } of stale) say(`no longer a difference: ${request.source} ${path.source}`);
  for (const what of unexplained) say(`not explained: ${what}`);
  const ms = Math.round(performance.now() - started);
  say(
    `ministack ${VERSION}: ${rows.length} requests, ${unexplained.length} differences not explained, ${ms} ms`,
  );
  return unexplained.length === 0 && stale.length === 0 ? 0 : 1;
}

function sideOf(
  clients: Side['clients'],
  answers: RawAnswer[],
  now: Date,
  place: { region: string; account: string; seed: number },
): Side {
  return {
    clients,
    answers,
    now,
    queueArn: sourceArn(place, 'queue', 'jobs'),
    alarmArn: alarmArn(place, 'orders-errors'),
  };
}
