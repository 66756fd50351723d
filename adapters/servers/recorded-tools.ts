import { canonical } from '../../core/canonical.ts';
import type { Ask, Call } from '../../core/case.ts';
import { entryOf } from '../../core/evidence/entries.ts';
import type { ToolCaller, ToolRequest } from '../../core/ports.ts';

/**
 * Answers from a recording: the same request gets the recorded outcomes, in their order (polling asks the same
 * more than once). What was not recorded is a failure `not-recorded`, or goes to `otherwise`.
 *
 * A gather entry that failed as a whole in the recording fails again, where its answers end.
 */
export function recordedTools(
  recording: { asks: readonly Ask[]; calls: readonly Call[] },
  otherwise?: ToolCaller,
): ToolCaller {
  const used = new Set(recording.asks.flatMap((ask) => Object.keys(ask.used)));
  const failed = new Map(recording.asks.flatMap((ask) => Object.entries(ask.failed)));
  const answers = new Map<string, Call[]>();
  for (const call of recording.calls) {
    const key = keyOf(call);
    answers.set(key, [...(answers.get(key) ?? []), call]);
  }
  return {
    async call(request) {
      const recorded = answers.get(keyOf(request))?.shift();
      // A call that came too late for the analysis counts as one that never came.
      const late = recorded !== undefined && !used.has(recorded.id);
      if (recorded !== undefined && !late) {
        return { outcome: recorded.outcome, durationMs: recorded.durationMs };
      }
      if (otherwise !== undefined) return otherwise.call(request);
      const error = failed.get(entryOf(request.server));
      if (error !== undefined) throw Object.assign(new Error('as recorded'), { name: error });
      const detail = 'the recording has no such call';
      return { outcome: { failure: { reason: 'not-recorded', detail } }, durationMs: 0 };
    },
  };
}

function keyOf({ server, tool, args }: Pick<ToolRequest, 'server' | 'tool' | 'args'>): string {
  return canonical([server, tool, args]);
}
