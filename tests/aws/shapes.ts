import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarmArn, sourceArn } from '../../simulator/names.ts';
import { type Side, answerTo } from '../peers/requests.ts';
import { everything } from '../simulator/fidelity/account.ts';
import { type RawAnswer, endpointOf } from '../simulator/fidelity/endpoint.ts';
import { destroyAll, readersOf } from './clients.ts';
import { type Difference, differenceOf } from './compare-shapes.ts';
import type { Names } from './names.ts';
import type { Place } from './place.ts';
import { recordAnswers } from './raw-answers.ts';
import { type Subjects, requestsAbout } from './requests.ts';
import { messageOf, say } from './say.ts';

/**
 * Sends what Casefile's servers send to the simulator and to AWS, and prints how the shapes of the answers differ. It
 * informs: what differs may be what only one of the two accounts has
 */
export async function compareShapes(place: Place, names: Names, folder: string): Promise<void> {
  const built = everything();
  const simulated = await endpointOf(built);
  const clients = readersOf({ ...place.aws, maxAttempts: 3 });
  const answers: RawAnswer[] = [];
  recordAnswers(clients, answers);
  const there = subjectsOf(place, names);
  const here = simulatorsSubjects();
  const theirs: Side = { ...there, clients, answers, now: new Date() };
  const ours: Side = {
    ...here,
    clients: simulated.clients,
    answers: simulated.answers,
    now: new Date(simulated.conditions.now),
  };
  const differences: Difference[] = [];
  try {
    const asked = requestsAbout(there);
    for (const [i, simulatorsRequest] of requestsAbout(here).entries()) {
      const request = asked[i];
      if (request === undefined) continue;
      try {
        differences.push(
          differenceOf(request, await answerTo(ours, simulatorsRequest), await answerTo(theirs, request)),
        );
      } catch (error) {
        say(`  ${request.service} ${request.operation}: can't be compared: ${messageOf(error)}`);
      }
    }
  } finally {
    destroyAll(clients);
    await simulated.close();
  }
  for (const difference of differences) say(textOf(difference));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'shapes.json'), `${JSON.stringify(differences, null, 2)}\n`);
}

function textOf({ request, same, refused, ...lists }: Difference): string {
  const line = (label: string, paths: string[]) =>
    paths.length === 0 ? [] : [`      ${label}: ${paths.join('  ')}`];
  return [
    `  ${request}: ${refused ?? `${same} paths are the same`}`,
    ...line('only the simulator', lists.onlySimulator),
    ...line('only there', lists.onlyThere),
    ...line('of another type', lists.otherType),
    ...line('not as the simulator is checked', lists.problems),
  ].join('\n');
}

function subjectsOf({ partition, region, account }: Place, names: Names): Subjects {
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return {
    alarm: names.alarms.checkoutErrors,
    alarmArn: arn('cloudwatch', `alarm:${names.alarms.checkoutErrors}`),
    function: names.checkout,
    queueArn: arn('sqs', names.orders),
    logGroup: `/aws/lambda/${names.checkout}`,
    word: 'order',
    stack: names.application,
    changed: names.checkout,
  };
}

function simulatorsSubjects(): Subjects {
  const { scenario } = everything();
  return {
    alarm: 'orders-errors',
    alarmArn: alarmArn(scenario, 'orders-errors'),
    function: 'orders',
    queueArn: sourceArn(scenario, 'queue', 'jobs'),
    logGroup: '/shop/web',
    word: 'failed',
    stack: 'shop',
    changed: 'orders',
  };
}
