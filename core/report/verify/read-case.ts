import type * as z from 'zod';
import { Ask, Call, CaseConfig, CaseEvent } from '../../case.ts';
import type { Json } from '../../canonical.ts';
import { CasefileError } from '../../errors.ts';
import { byCallId } from '../../evidence/load-rounds.ts';
import { paths } from '../../keys.ts';
import { describeIssue } from '../../parse.ts';
import type { CaseStore } from '../../ports.ts';
import { OUTDATED_HINT, otherForm } from '../../read-record.ts';
import type { Checking } from './checking.ts';
import { same } from './checking.ts';

/** Everything in the folder of a case, by name. What is no JSON is there, and has no value. */
export async function readRecords(
  store: CaseStore,
  caseId: string,
  failures: string[],
): Promise<{ records: Map<string, Json>; present: Set<string> }> {
  const root = paths.caseRoot(caseId);
  const records = new Map<string, Json>();
  const present = new Set<string>();
  for (const path of await store.list(root)) {
    const name = path.slice(root.length);
    present.add(name);
    try {
      const stored = await store.get(path);
      if (stored !== undefined) records.set(name, stored.value);
    } catch (error) {
      if (!(error instanceof CasefileError)) throw error;
      failures.push(error.message.replace(path, name));
    }
  }
  return { records, present };
}

type From = Pick<Checking, 'records' | 'failures'>;

/** A record in its shape, all of it; undefined, and a failure, if it is not. */
export function parsed<T extends Json>(schema: z.ZodType<T>, name: string, of: From): T | undefined {
  const value = of.records.get(name);
  if (value === undefined) return undefined;
  const result = schema.safeParse(value);
  if (!result.success) of.failures.push(`${name}: ${describeIssue(result.error)}`);
  // A shape may fill in what is not there, and overlook a key such as `__proto__`.
  else if (!same(result.data, value)) of.failures.push(`${name}: is not in the form that is recorded.`);
  return result.success ? result.data : undefined;
}

/** The inputs that everything is derived from; undefined without an event or a configuration. */
export function inputsOf(of: From): Pick<Checking, 'event' | 'config' | 'recording'> | undefined {
  const form = otherForm(of.records.get('event.json') ?? null);
  if (form !== undefined) {
    of.failures.push(`The case ${form}. ${OUTDATED_HINT}`);
    return undefined;
  }
  const event = parsed(CaseEvent, 'event.json', of);
  const config = parsed(CaseConfig, 'config.json', of);
  if (!of.records.has('event.json')) of.failures.push('event.json: is missing.');
  if (!of.records.has('config.json')) of.failures.push('config.json: is missing.');
  if (event === undefined || config === undefined) return undefined;

  const asks: Ask[] = [];
  for (;;) {
    const name = `rounds/${asks.length + 1}/ask.json`;
    const ask = parsed(Ask, name, of);
    if (ask === undefined) break;
    if (ask.round !== asks.length + 1) of.failures.push(`${name}: says that it is round ${ask.round}.`);
    asks.push({ ...ask, round: asks.length + 1 });
  }
  const calls: Call[] = [];
  for (const name of of.records.keys()) {
    if (!/^calls\/P\d+\.\d+\.json$/.test(name)) continue;
    const call = parsed(Call, name, of);
    if (call === undefined) continue;
    if (name === `calls/${call.id}.json`) calls.push(call);
    else of.failures.push(`${name}: says that it is ${call.id}.`);
  }
  return { event, config, recording: { asks, calls: calls.sort(byCallId) } };
}
