import * as z from 'zod';
import { Ask, State } from '../core/case.ts';
import { entryOf } from '../core/evidence/entries.ts';
import { paths } from '../core/keys.ts';
import type { CaseStore } from '../core/ports.ts';
import { readIfThere } from '../core/read-record.ts';
import type { Paint } from '../core/report/render/render-terminal.ts';
import { clockTime } from '../core/time.ts';
import type { TaskEvent } from '../adapters/workflow/local-workflow.ts';

const Gather = z.object({ caseId: z.string(), round: z.number(), server: z.string() });

/** Says on stderr who is being asked what. */
export function progress(
  store: CaseStore,
  write: (line: string) => void,
  paint: Paint,
): (event: TaskEvent) => void {
  const asks = new Map<string, Promise<Ask | undefined>>();
  /** Of a round that an interrupted run has asked. */
  const before = new Map<string, Promise<boolean>>();
  const askOf = (caseId: string, round: number) => {
    const path = paths.ask(caseId, round);
    const ask = asks.get(path) ?? readIfThere(store, Ask, path);
    asks.set(path, ask);
    return ask;
  };
  return ({ state, phase, payload, result, ms }) => {
    const say = (text: string) => write(`${paint.quiet(state.padEnd(17))} ${text}\n`);
    if (phase === 'failed') return say(`failed after ${ms} ms`);
    if (state === 'GatherEvidence') {
      const { caseId, round, server } = Gather.parse(payload);
      const path = paths.serverRound(caseId, round, server);
      if (phase === 'start')
        before.set(
          path,
          store.get(path).then(
            (record) => record !== undefined,
            () => false,
          ),
        );
      const asked = askOf(caseId, round).catch(() => undefined);
      void Promise.all([asked, before.get(path)]).then(([ask, isBefore]) => {
        if (isBefore) return;
        if (phase === 'end') return say(`round ${round}: ${paint.strong(server)} answered in ${ms} ms`);
        const what = ask?.probes
          .filter((probe) => entryOf(probe.server) === server)
          .map(({ capability }) => capability)
          .join(', ');
        say(`round ${round}: asking ${paint.strong(server)} for ${what ?? 'evidence'}`);
      });
      return;
    }
    if (phase === 'start') return;
    const next = State.safeParse(result);
    if (state === 'OpenIncident' && next.success) say(`case ${next.data.caseId} (${next.data.decision})`);
    if (state === 'PublishReport' && next.data?.askAgainAt !== undefined) {
      say(`CloudTrail may tell more: looking again at ${clockTime(next.data.askAgainAt)}`);
    }
  };
}
