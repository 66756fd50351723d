import { CaseConfig } from '../core/case.ts';
import type { Dialects } from '../core/evidence/dialect.ts';
import { loadRecording } from '../core/evidence/recording.ts';
import { paths } from '../core/keys.ts';
import type { CaseStore, ToolCaller } from '../core/ports.ts';
import { readRecord } from '../core/read-record.ts';
import { ms } from '../core/time.ts';

/**
 * Starts again what an interrupted round has started and not brought to its end, a query for instance: a simulated account
 * begins anew with each run, where AWS would still know it. What it answers is recorded already.
 * @param moveTo sets the data time of the account
 */
export async function restartJobs(
  { store, caseId, region }: { store: CaseStore; caseId: string; region: string },
  tools: ToolCaller,
  dialects: Dialects,
  moveTo: (epochMs: number) => Promise<void>,
): Promise<void> {
  const { asks, calls } = await loadRecording(store, caseId);
  const open = asks.at(-1);
  if (open === undefined) return;
  const { servers } = await readRecord(store, CaseConfig, paths.config(caseId));
  await moveTo(ms(open.now));
  for (const probe of open.probes) {
    const made = calls.filter((call) => call.probe === probe.id);
    const dialect = dialects[servers.find(({ name }) => name === probe.server)?.dialect ?? ''];
    if (made.length === 0 || dialect?.next(probe, made, region) === undefined) continue;
    for (const { server, tool, args } of made) {
      await tools.call({ server, tool, args, timeoutMs: probe.timeoutMs });
    }
  }
}
