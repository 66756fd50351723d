import { parseAlarmEvent } from '../../alarm/parse-alarm.ts';
import type { Verdict } from '../../verdict.ts';
import { type Alarm, CaseOk, Resolution, V } from '../../case.ts';
import type { Json } from '../../canonical.ts';
import { resolutionText } from '../resolve-incident.ts';
import { type Checking, same } from './checking.ts';
import { parsed } from './read-case.ts';

/** The alarm's end is this alarm's, and what was said of it follows from it and from one of the verdicts. */
export function checkEnd(checking: Checking, verdicts: readonly Verdict[]): void {
  const { event, records, course, failures, missing, uncheckable } = checking;
  const [alarm] = event.incident.alarms;
  if (!records.has('ok.json') || alarm === undefined) return;
  course.mayWrite('ok.json');
  course.mayWrite('resolution.json');
  uncheckable.add('end');
  if (!records.has('resolution.json')) missing.push('resolution.json');
  const end = parsed(CaseOk, 'ok.json', checking);
  const resolution = parsed(Resolution, 'resolution.json', checking);
  if (end === undefined) return;
  const { event: came, alarm: ok } = end;
  if (came !== undefined && !same(parseAlarmEvent(came).alarm, ok)) {
    failures.push('ok.json: its alarm is not what follows from its event.');
  }
  if (!same(identityOf(ok), identityOf(alarm))) failures.push('ok.json: is about another alarm.');
  if (ok.state !== 'OK') failures.push('ok.json: does not say that the alarm is OK.');
  if (ok.at < alarm.at) failures.push(`ok.json: is from before ${alarm.at}, when the alarm went off.`);
  if (resolution === undefined) return;
  // It may have come at any time: before the first verdict, or after an update.
  const texts = [undefined, ...verdicts].map((verdict) => resolutionText(verdict, alarm, ok));
  if (!texts.some((text) => same(resolution, { v: V, at: ok.at, text }))) {
    failures.push('resolution.json: is not what follows from ok.json and a verdict.');
  }
}

function identityOf({ arn, name, account, region }: Alarm): Json {
  return [arn, name, account, region];
}
