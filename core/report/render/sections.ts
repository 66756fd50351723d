import { clockTime } from '../../time.ts';
import type { Line, Report } from '../report.ts';

/** A titled part of the report; renderers differ only in how they draw it. */
export interface Section {
  title: string;
  lines: (Line & { command?: string | undefined; time?: string })[];
}

/** The report's parts in reading order, without the empty ones. */
export function sectionsOf(report: Report): Section[] {
  const sections: Section[] = [
    { title: 'In short', lines: report.summary.lines },
    { title: report.cause ? 'Do first' : 'If the best candidate is the cause', lines: report.nextSteps },
    { title: 'From the runbooks', lines: report.runbook },
    { title: 'What other servers say', lines: report.context },
    { title: report.cause ? 'Why' : 'What speaks for the best candidate', lines: report.because },
    { title: 'Against, and ruled out', lines: report.against },
    {
      title: 'Timeline (UTC)',
      lines: report.timeline.map(({ at, text, cites }) => ({ text, cites, time: clockTime(at) })),
    },
    { title: 'What would settle it', lines: report.settle },
    { title: 'Too early to know', lines: report.tooEarly },
    { title: 'Missing', lines: report.missing },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

/** `high confidence (0.95)` or `no cause named`. */
export function confidenceOf({ cause }: Report): string {
  return cause ? `${cause.confidence} confidence (${cause.score.toFixed(2)})` : 'no cause named';
}

/** Who worded it, and why not somebody else. */
export function wordedBy({ summary }: Report): string {
  return summary.note === undefined ? summary.by : `${summary.by} (${summary.note.replace(/\.$/, '')})`;
}

/** `2 rounds, 8 questions, 11 calls to cloudformation, cloudwatch, lambda`, or `nothing`. */
export function askedOf({ asked }: Report): string {
  if (asked.questions === 0) return 'nothing';
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  return `${count(asked.rounds, 'round')}, ${count(asked.questions, 'question')}, ${count(asked.calls, 'call')} to ${asked.servers.join(', ')}`;
}

/** What a reader must know before anything else: that this is a drill, a replay, or was only asked for. */
export function markOf({ alarm, replayOf }: Report): string | undefined {
  const marks = [
    ...(alarm.origin === 'drill' ? ['Drill: a test event started this.'] : []),
    ...(alarm.origin === 'request' ? ['Asked for by hand: no alarm started this.'] : []),
    ...(replayOf === undefined ? [] : [`Replay of case ${replayOf}.`]),
  ];
  return marks.length === 0 ? undefined : marks.join(' ');
}
