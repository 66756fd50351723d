import type { LogGroup } from './logs.ts';
import { type Series, between } from './metrics.ts';

const MINUTE = 60_000;

/**
 * What AWS/Logs counts of a group, by the minute that lines came in: bytes and lines.
 * @param lateMs how late a line may come in
 */
export function logVolume(group: LogGroup, lateMs: number): Series[] {
  const counted = (name: string, unit: string, of: (messages: string[]) => number): Series => ({
    namespace: 'AWS/Logs',
    name,
    dimensions: { LogGroupName: group.name },
    unit,
    samples: (from, to) =>
      between(from, to, (minute) => {
        const t = minute * MINUTE;
        const came = group
          .lines(t - lateMs, t + MINUTE)
          .filter(({ ingestedAt }) => t <= ingestedAt && ingestedAt < t + MINUTE)
          .map(({ message }) => message);
        return came.length === 0 ? [] : [{ t, v: of(came), n: 1, toldAt: t + 2 * MINUTE }];
      }),
  });
  return [
    counted('IncomingBytes', 'Bytes', (messages) => Buffer.byteLength(messages.join(''))),
    counted('IncomingLogEvents', 'Count', ({ length }) => length),
  ];
}
