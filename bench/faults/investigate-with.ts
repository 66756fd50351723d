import type { Socket } from 'node:net';
import { caseConfig } from '../../adapters/config/config.ts';
import { memoryStore } from '../../adapters/stores/memory-store.ts';
import { readConfig } from '../../adapters/config/read-config.ts';
import { investigateSimulated } from '../../run/investigate-simulated.ts';
import { latestVerdict } from '../../core/judge/latest-verdict.ts';
import { EvidenceRecord, State } from '../../core/case.ts';
import { paths } from '../../core/keys.ts';
import { readIfThere } from '../../core/read-record.ts';
import { Report } from '../../core/report/report.ts';
import { alarmEvent, firstAlarm } from '../../simulator/alarms/event.ts';
import type { Account } from '../../simulator/answer.ts';
import type { Faults } from '../../simulator/conditions.ts';
import { awsServices, companionServices } from '../../simulator/services/services.ts';
import { type Conditions, awsEndpoint } from '../../simulator/wire.ts';
import type { Played } from './compare.ts';

/** One investigation of an account's alarm, with the simulator in this process. It never throws. */
export async function investigateWith(account: Account, faults: Faults): Promise<Played> {
  const { world, alarms } = account;
  const transition = firstAlarm(world, alarms);
  const conditions: Conditions = { now: transition.t, faults, latency: 'none' };
  const asked = new Set<string>();
  const services = [...awsServices(), ...companionServices()];
  const server = awsEndpoint(account, services, conditions, ({ operation }) => asked.add(operation));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const endpoint = await new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
    });
  });
  const store = memoryStore();
  const config = await readConfig();
  const started = performance.now();
  let firstMs: number | undefined;
  const played = (more: Partial<Played>): Played => ({
    operations: [...asked].sort(),
    evidence: [],
    gaps: [],
    ...(firstMs !== undefined && { firstMs }),
    ...more,
  });
  try {
    const result = await investigateSimulated({
      event: alarmEvent(world, alarms, transition),
      at: transition.t,
      simulator: {
        endpoint,
        region: world.scenario.region,
        account: world.scenario.account,
        async moveTo(epochMs) {
          conditions.now = epochMs;
        },
      },
      store,
      config,
      caseConfig: caseConfig(config),
      publishers: [],
      onLog: () => undefined,
      onTask({ state, phase }) {
        if (state === 'PublishReport' && phase === 'end') {
          firstMs ??= Math.round(performance.now() - started);
        }
      },
      withoutPauses: true,
    });
    if (result.status !== 'SUCCEEDED') return played({ failed: result.error?.message ?? result.status });
    const { caseId } = State.parse(result.output);
    const record = await readIfThere(store, EvidenceRecord, paths.evidence(caseId));
    const verdict = await latestVerdict(store, caseId);
    const report = await readIfThere(store, Report, paths.report(caseId, 1, 'json'));
    return played({
      evidence: record?.evidence ?? [],
      gaps: record?.gaps ?? [],
      ...(verdict && { verdict }),
      ...(report && { report }),
    });
  } catch (error) {
    return played({ failed: String(error) });
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}
