import type { Ask, Call, CaseConfig, CaseEvent, Evidence, Gap, Probe } from '../case.ts';
import { type Json, hashOf } from '../canonical.ts';
import { describeIssue } from '../parse.ts';
import { clockTime, iso, ms, shift } from '../time.ts';
import { asOf } from './as-of.ts';
import { capabilities, isCapability } from './capabilities.ts';
import type { Dialect, Dialects, Reading } from './dialect.ts';
import { entryOf } from './entries.ts';

export interface Gathered {
  evidence: Evidence[];
  gaps: Gap[];
}

/**
 * Reads recorded calls: pure, so it can be done again from the recording at any time.
 * A probe may give evidence and a gap: an answer that was asked for too early is both.
 *
 * @param failed gather entries that failed as a whole, by round
 */
export function deriveEvidence(
  event: CaseEvent,
  config: CaseConfig,
  rounds: { asks: Ask[]; calls: Call[] },
  failed: ReadonlyMap<number, Record<string, string>>,
  dialects: Dialects,
): Gathered {
  const { evidence, gaps } = readCalls(event, config, rounds, failed, dialects);
  return { evidence, gaps: openGaps(gaps, rounds.asks) };
}

/** The same, with the gaps of all questions, whether they were asked again later or not: see `openGaps`. */
export function readCalls(
  event: CaseEvent,
  config: CaseConfig,
  rounds: { asks: Ask[]; calls: Call[] },
  failed: ReadonlyMap<number, Record<string, string>>,
  dialects: Dialects,
): Gathered {
  const evidence: Evidence[] = [alarmEvidence(event)];
  const gaps: Gap[] = [];
  for (const ask of rounds.asks) {
    for (const probe of ask.probes) {
      const dialect = dialects[config.servers.find(({ name }) => name === probe.server)?.dialect ?? ''];
      const calls = rounds.calls.filter((call) => call.probe === probe.id);
      const { capability, args, server } = probe;
      if (!isCapability(capability) || dialect === undefined) {
        gaps.push(gapOf(probe, { reason: 'malformed', detail: `nobody here knows ${capability}` }));
        continue;
      }
      if (calls.length === 0 && dialect.next(probe, [], regionOf(event)) === undefined) {
        gaps.push(gapOf(probe, { reason: 'not-asked', detail: `${server} has no tool that tells it` }));
        continue;
      }
      if (calls.length === 0) {
        const error = failed.get(ask.round)?.[entryOf(server)];
        const detail = error === undefined ? 'no call was recorded' : `asking the server failed: ${error}`;
        const again = ask.late === 1 && error !== undefined ? askAgainAt(probe) : undefined;
        gaps.push({
          ...gapOf(probe, { reason: error === undefined ? 'not-recorded' : 'unavailable', detail }),
          ...(again !== undefined && { askAgainAt: again }),
        });
        continue;
      }
      const reading = readingOf(dialect, probe, calls);
      if ('failure' in reading) {
        // What failed at the first late look is looked at again at the second.
        const again = ask.late === 1 ? askAgainAt(probe) : undefined;
        gaps.push({ ...gapOf(probe, reading.failure), ...(again !== undefined && { askAgainAt: again }) });
        continue;
      }
      const parsed = capabilities[capability].answer.safeParse(reading.answer);
      if (!parsed.success) {
        gaps.push(gapOf(probe, { reason: 'malformed', detail: describeIssue(parsed.error) }));
        continue;
      }
      const { answer, changed } = asOf(capability, reading.answer, event.incident.window.to, ask.now);
      for (const what of changed) gaps.push(gapOf(probe, { reason: 'changed-since', detail: what }));
      if (answer === undefined) continue;
      const complete = completeUntil(probe, ask.now, capabilities[capability].lagMs);
      evidence.push({
        id: `E${probe.id.slice(1)}`,
        capability,
        server,
        calls: calls.map(({ id }) => id),
        args,
        completeUntil: complete,
        answer,
      });
      if (isTruncated(reading.answer)) {
        gaps.push(gapOf(probe, { reason: 'truncated', detail: 'there is more than was read' }));
      }
      for (const warning of warningsOf(reading.answer)) {
        gaps.push(gapOf(probe, { reason: 'truncated', detail: warning }));
      }
      for (const name of notFoundIn(reading.answer)) {
        gaps.push(gapOf(probe, { reason: 'not-found', detail: `there is no ${name}` }));
      }
      const early = tooEarly(probe, complete, ask.late);
      if (early) gaps.push(early);
    }
  }
  return { evidence, gaps };
}

/** An answer that its reader stumbles over is one piece of evidence less, and never the end of an investigation. */
function readingOf(dialect: Dialect, probe: Probe, calls: readonly Call[]): Reading {
  try {
    return dialect.read(probe, calls);
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return { failure: { reason: 'malformed', detail: `its reader failed with ${name}` } };
  }
}

function isTruncated(answer: Json): boolean {
  return typeof answer === 'object' && answer !== null && 'truncated' in answer && answer.truncated === true;
}

/** What a tool could not read of its answer. */
function warningsOf(answer: Json): string[] {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return [];
  const { warnings } = answer;
  return Array.isArray(warnings) ? warnings.filter((warning) => typeof warning === 'string') : [];
}

/** What was asked for by its name, and is not there. */
function notFoundIn(answer: Json): string[] {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return [];
  const { notFound } = answer;
  return Array.isArray(notFound) ? notFound.filter((name) => typeof name === 'string') : [];
}

/** E0: what the event itself says. */
function alarmEvidence({ incident, openedAt }: CaseEvent): Evidence {
  const [alarm] = incident.alarms;
  if (alarm === undefined) throw new Error('an incident has at least one alarm');
  return {
    id: 'E0',
    capability: 'alarm.event',
    server: 'eventbridge',
    calls: [],
    args: {},
    completeUntil: openedAt,
    answer: alarm,
  };
}

function completeUntil(probe: Probe, now: string, lagMs: number): string {
  const told = ms(now) - lagMs;
  const to = typeof probe.args['to'] === 'string' ? ms(probe.args['to']) : ms(now);
  return iso(Math.min(told, to));
}

/**
 * CloudTrail alone is so late that a report does not wait for it: asked again when it must be complete.
 * After the last wait it is a gap like any other.
 */
function tooEarly(probe: Probe, complete: string, late: Ask['late']): Gap | undefined {
  const again = askAgainAt(probe);
  const { to } = probe.args;
  if (again === undefined || typeof to !== 'string' || complete >= to) return undefined;
  const detail = `CloudTrail may still add events after ${clockTime(complete)}`;
  return {
    ...gapOf(probe, { reason: 'too-early', detail }),
    ...(late !== 2 && { askAgainAt: again }),
  };
}

/** When CloudTrail must have told everything that a probe asks for. */
function askAgainAt({ capability, args }: Probe): string | undefined {
  const { to } = args;
  if (capability !== 'changes.lookup' || typeof to !== 'string') return undefined;
  return shift(to, capabilities['changes.lookup'].lagMs);
}

function gapOf(
  probe: Pick<Probe, 'capability' | 'args'> & { id: string | null; server: string | null },
  failure: Pick<Gap, 'reason' | 'detail'>,
): Gap {
  const { id, server, capability, args } = probe;
  const tells = isCapability(capability) ? capabilities[capability].tells : capability;
  return { probe: id, server, capability, args, ...failure, tells };
}

/** Gaps of questions that were not asked again later, and of those that the last round did not ask. */
export function openGaps(gaps: readonly Gap[], asks: readonly Ask[]): Gap[] {
  const repeated = new Set(asks.flatMap((ask) => ask.probes.map((probe) => probe.again)));
  const notAsked = (asks.at(-1)?.notAsked ?? []).map(({ capability, args, detail }) =>
    gapOf({ id: null, server: null, capability, args }, { reason: 'not-asked', detail }),
  );
  return [...gaps.filter(({ probe }) => probe === null || !repeated.has(probe)), ...notAsked];
}

/** What makes two probes the same question. */
export function questionKey(probe: {
  server: string;
  capability: string;
  args: Record<string, Json>;
}): string {
  return hashOf([probe.server, probe.capability, probe.args]);
}

function regionOf({ incident }: CaseEvent): string {
  return incident.alarms[0]?.region ?? '';
}
