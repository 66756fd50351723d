import { join } from 'node:path';
import { appendLog } from '../adapters/stores/append-log.ts';
import { caseConfig } from '../adapters/config/config.ts';
import { readConfig } from '../adapters/config/read-config.ts';
import { folderStore } from '../adapters/stores/folder-store.ts';
import { startSimulator } from '../run/simulator-process.ts';
import { parseAlarmEvent } from '../core/alarm/parse-alarm.ts';
import { latestVerdict } from '../core/judge/latest-verdict.ts';
import { Verdict } from '../core/verdict.ts';
import { CaseEvent, EvidenceRecord, State } from '../core/case.ts';
import { CasefileError } from '../core/errors.ts';
import { paths } from '../core/keys.ts';
import { readRecord } from '../core/read-record.ts';
import { ms } from '../core/time.ts';
import { loadTruth } from '../simulator/language/load.ts';
import type { Truth } from '../simulator/language/truth.ts';
import type { SimulatorOptions } from '../simulator/simulate.ts';
import { investigateSimulated } from '../run/investigate-simulated.ts';
import { writableFolder } from '../adapters/stores/writable-folder.ts';
import { type Guesses, guess } from './baselines.ts';
import { say } from '../adapters/terminal/print.ts';

export interface Ran {
  id: string;
  truth: Truth;
  first: Verdict;
  settled: Verdict;
  guesses: Guesses;
  calls: number;
  rounds: number;
  /** From the event to the settled verdict, elapsed. */
  ms: number;
  folder: string;
}

/**
 * One scenario from its alarm to its settled verdict. The truth is read only afterwards.
 * @throws CasefileError `ScenarioInvalid`, `ExecutionFailed`
 */
export async function runScenario(
  { id, file }: { id: string; file: string },
  out: string,
  variant: SimulatorOptions['variant'] = {},
  given?: { event: unknown; at: number },
): Promise<Ran> {
  await writableFolder(out);
  const store = folderStore(out);
  const config = await readConfig();
  const simulator = await startSimulator({ scenario: file, log: join(out, 'simulator.log'), variant });
  try {
    const alarm = given ?? (await simulator.alarm());
    const started = performance.now();
    const result = await investigateSimulated({
      event: alarm.event,
      at: ms(parseAlarmEvent(alarm.event).alarm.at),
      simulator,
      store,
      config,
      caseConfig: caseConfig(config),
      publishers: [],
      onLog: appendLog(join(out, 'servers.log'), (message) => say(`casefile: ${message}\n`)),
      onTask: () => undefined,
      withoutPauses: true,
    });
    const elapsed = Math.round(performance.now() - started);
    if (result.status !== 'SUCCEEDED') {
      throw new CasefileError('ExecutionFailed', `${id}: ${result.error?.message ?? result.status}`, {
        hint: `What was recorded is in ${out}.`,
        cause: result.cause,
      });
    }
    const { caseId } = State.parse(result.output);
    const settled = await latestVerdict(store, caseId);
    if (settled === undefined) throw new Error(`${id}: no verdict`);
    const record = await readRecord(store, EvidenceRecord, paths.evidence(caseId));
    const event = await readRecord(store, CaseEvent, paths.event(caseId));
    return {
      id,
      truth: await loadTruth(file),
      first: await readRecord(store, Verdict, paths.verdict(caseId, 1)),
      settled,
      guesses: guess(event, record.evidence),
      calls: Object.keys(record.calls).length,
      rounds: settled.round,
      ms: elapsed,
      folder: join(out, paths.caseRoot(caseId)),
    };
  } finally {
    await simulator.close();
  }
}
