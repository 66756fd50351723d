import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { readKey } from '../../core/alarm/alarm-index.ts';
import { parseAlarmEvent } from '../../core/alarm/parse-alarm.ts';
import { CaseId } from '../../core/case.ts';
import { CasefileError } from '../../core/errors.ts';
import { alarmKey, caseIdOf } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';

const Output = z.looseObject({ caseId: CaseId });
const Replay = z.looseObject({ replay: z.looseObject({ caseId: CaseId }) });

/**
 * The case that an execution worked on: its output says it; while it runs, or after it failed, its input does.
 * @throws CasefileError `CaseNotFound`
 */
export async function caseOfExecution(
  executionArn: string,
  client: SFNClient,
  store: CaseStore,
): Promise<string> {
  const { output, input, startDate } = await client.send(new DescribeExecutionCommand({ executionArn }));
  const told = Output.safeParse(jsonOf(output));
  if (told.success) return told.data.caseId;
  const given = jsonOf(input);
  const replay = Replay.safeParse(given);
  if (replay.success && startDate !== undefined) {
    return replayedAs(replay.data.replay.caseId, startDate);
  }
  const { alarm } = parseAlarmEvent(given);
  const key = await readKey(store, alarmKey(alarm.arn, alarm.contributor?.id ?? '', alarm.at));
  if (key !== undefined) return key.caseId;
  throw new CasefileError('CaseNotFound', 'This execution opened no case.', {
    hint: 'It may have been the end of an alarm that had none, or it failed at once: look at it in the console.',
  });
}

/** The id of the case that a replay of `origin` opens, if its execution began then. */
export function replayedAs(origin: string, startedAt: Date): string {
  return caseIdOf(origin.slice(0, 12), { kind: 'replay', at: startedAt.getTime() });
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
