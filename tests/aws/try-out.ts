import { applicationTemplate } from './application.ts';
import { fetchCases } from './cases.ts';
import type { Checks } from './checks.ts';
import type { Clients } from './clients.ts';
import { badVersion, disabledMapping, lostPermission } from './faults.ts';
import { follow, inject } from './incident.ts';
import { measure } from './measure.ts';
import type { Names } from './names.ts';
import { type OnCall, subscribe } from './on-call.ts';
import type { Step } from './options.ts';
import type { Place } from './place.ts';
import { sayAt } from './say.ts';
import { serverless } from './serverless.ts';
import { compareShapes } from './shapes.ts';
import { createStack, outputsOf, stackNamed } from './stacks.ts';
import { checkFailing, checkTheRest, warmUp } from './surroundings.ts';
import { type Traffic, startTraffic } from './traffic.ts';

export interface TryOut {
  place: Place;
  names: Names;
  clients: Clients;
  checks: Checks;
  warmUpMinutes: number;
  /** Where cases and shapes are kept. */
  folder: string;
  failAt?: Step | undefined;
  signal: AbortSignal;
}

/** Until then a new role may be denied what it has: that would be an error from before the faults. */
const ROLES_KNOWN_MS = 60_000;

/** From deployment to bill; the removal is somebody else's, so that it happens however this ends. */
export async function tryOut(it: TryOut): Promise<void> {
  const { place, names, clients, checks, folder, signal } = it;
  const startedAt = Date.now();
  let traffic: Traffic | undefined;
  let onCall: OnCall | undefined;
  const step = async <T>(name: Step, what: string, run: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    sayAt(what);
    const result = await run();
    if (it.failAt === name) throw new Error(`--fail-at ${name}`);
    return result;
  };
  try {
    const queues = await step('application', `making stack ${names.application}`, () =>
      createStack(clients.cloudformation, names.application, applicationTemplate(names), {
        tags: { purpose: 'npm run test:aws', stage: names.stage },
        everyMs: place.emulator ? 500 : 5_000,
        signal,
      }),
    );
    // It warms up while Casefile is deployed.
    const sending = (traffic = startTraffic(
      clients,
      names,
      outputOf(queues, 'Orders'),
      place.emulator ? 0 : ROLES_KNOWN_MS,
    ));
    const outputs = await step(
      'deploy',
      `making stack ${names.casefile} with serverless deploy`,
      async () => {
        await serverless('deploy', place, names, signal);
        const stack = await stackNamed(clients.cloudformation, names.casefile);
        if (stack === undefined) throw new Error('serverless deploy made no stack');
        return outputsOf(stack);
      },
    );
    const listening = await step('subscribe', 'subscribing a queue to both topics', async () => {
      const topics = [outputOf(outputs, 'ReportsTopic'), outputOf(outputs, 'FailuresTopic')];
      const arn = `arn:${place.partition}:sqs:${place.region}:${place.account}:${names.onCall}`;
      return (onCall = await subscribe(clients, topics, { url: outputOf(queues, 'OnCall'), arn }));
    });
    await step('warm-up', 'warming up', () => warmUp(it, startedAt, sending));

    const context = { place, clients, onCall: listening, checks, signal };
    // On its own, and mended before the others: what serves a queue is looked into with it.
    const mapping = disabledMapping(clients, names);
    const first = await step('mapping-fault', 'breaking the first thing', () => inject(mapping));
    await step('mapping-report', 'waiting for its alarm and report', async () => {
      await follow(first, context);
      await mapping.repair();
    });
    const others = await step('other-faults', 'breaking two more at once', () =>
      Promise.all([inject(badVersion(clients, names)), inject(lostPermission(clients, names, place))]),
    );
    await step('other-reports', 'waiting for their alarms and reports', () =>
      Promise.all(others.map((incident) => follow(incident, context))),
    );
    await checkFailing(it, sending);
    await traffic.stop();
    checkTheRest(it, listening, [mapping.alarm, ...others.map(({ fault }) => fault.alarm)]);

    const bucket = outputOf(outputs, 'CasesBucket');
    const { calls, records } = await step('cases', `copying the cases to ${folder}`, () =>
      fetchCases(clients, bucket, folder, checks),
    );
    await step('shapes', 'asking what the servers ask, and comparing the shapes of answers', () =>
      compareShapes(place, names, folder),
    );
    const stateMachine = outputOf(outputs, 'StateMachine');
    const messages = listening.told.length;
    await step('bill', 'reading off what was used', () =>
      measure(clients, names, { startedAt, traffic: sending, calls, records, messages, stateMachine }),
    );
  } finally {
    await traffic?.stop();
    await onCall?.stop().catch(() => sayAt('the subscriptions go with their topics'));
  }
}

function outputOf(outputs: Record<string, string>, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`the stack has no output ${name}`);
  return value;
}
