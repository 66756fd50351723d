import { OWN_SERVERS, type OwnServer } from '../../mcp/servers/own-servers.ts';
import { READ_RIGHTS } from '../../mcp/servers/read-rights.ts';
import type { AwsSession } from '../account/aws-session.ts';
import { policyStatement } from '../account/explain-aws-error.ts';
import { type Check, type Checked, failed, note, ok, unknown } from './check.ts';
import { refusalOf } from './refusal.ts';
import { type Probe, rightProbes } from './right-probes.ts';

/** The read rights of each server, and whether the account may ask AWS Health at all. */
export function checkRights(session: AwsSession): { checks: Check[]; close: () => void } {
  const { probes, close } = rightProbes(session);
  // Asked once, looked at twice.
  const health = once(probes[HEALTH]);
  const all = { ...probes, [HEALTH]: health };
  return {
    checks: [
      ...OWN_SERVERS.map((server) => ({
        name: `${server} server`,
        run: (signal: AbortSignal) => rightsOf(server, all, signal),
      })),
      { name: 'AWS Health', run: (signal) => healthPlan(health, signal) },
    ],
    close,
  };
}

const HEALTH = 'health:DescribeEvents';

async function rightsOf(
  server: OwnServer,
  probes: Record<string, Probe>,
  signal: AbortSignal,
): Promise<Checked> {
  const actions = READ_RIGHTS[server].flatMap((right) => right.actions);
  const rights = await Promise.all(
    actions.map(async (action) => ({ action, grant: await grantOf(probes[action], signal) })),
  );
  const denied = rights.filter(({ grant }) => grant.is === 'denied');
  const open = rights.flatMap(({ action, grant }) =>
    grant.is === 'unknown' ? [`${action} (${grant.why})`] : [],
  );
  if (denied.length > 0) {
    const names = denied.map(({ action }) => action);
    const forbidden = denied.find(({ grant }) => grant.is === 'denied' && grant.explicitly)?.action;
    return failed(
      `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not granted: reports have gaps there.`,
      forbidden === undefined
        ? `Add to the role's policy: ${policyStatement(names)}`
        : `A policy, boundary or service control policy forbids ${forbidden} explicitly: take that out, and add ${policyStatement(names)}`,
    );
  }
  if (open.length > 0) return unknown(`Not found out: ${open.join(', ')}.`, 'Run it again in a minute.');
  return ok(`${actions.length} read rights are granted.`);
}

type Grant = { is: 'granted' } | { is: 'denied'; explicitly: boolean } | { is: 'unknown'; why: string };

/** What AWS says about the input, it says only to those who may ask. */
const ANSWERED = /NotFound|Validation|InvalidParameter|MalformedQuery|SubscriptionRequired/;

async function grantOf(probe: Probe | undefined, signal: AbortSignal): Promise<Grant> {
  if (probe === undefined) return { is: 'unknown', why: 'nothing asks for it' };
  try {
    await probe(signal);
    return { is: 'granted' };
  } catch (error) {
    const { kind, name, explicitly } = refusalOf(error);
    if (kind === 'denied') return { is: 'denied', explicitly: explicitly === true };
    if (kind === 'late') return { is: 'unknown', why: 'no answer' };
    if (kind === 'throttled') return { is: 'unknown', why: 'throttled' };
    return ANSWERED.test(name) ? { is: 'granted' } : { is: 'unknown', why: name };
  }
}

async function healthPlan(ask: Probe, signal: AbortSignal): Promise<Checked> {
  try {
    await ask(signal);
    return ok('Events of AWS itself can be read.');
  } catch (error) {
    const { name, kind } = refusalOf(error);
    if (name === 'SubscriptionRequiredException') {
      return note(
        "The account's support plan does not include the AWS Health API. Reports say so; nothing else is missing.",
      );
    }
    if (kind === 'denied') return note('It may not be asked: see the cloudformation server.');
    throw error;
  }
}

function once(probe: Probe | undefined): Probe {
  let asked: Promise<unknown> | undefined;
  return (signal) => (asked ??= probe === undefined ? Promise.resolve() : probe(signal));
}
