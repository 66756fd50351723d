import { evaluateAlarms } from '/work/main/simulator/alarms/evaluate.ts';
import { firstAlarm, alarmEvent } from '/work/main/simulator/alarms/event.ts';
import { loadScenario } from '/work/main/simulator/language/load.ts';
import { buildWorld } from '/work/main/simulator/world/world.ts';
for (const file of process.argv.slice(2)) {
  const t0 = performance.now();
  const scenario = await loadScenario(file);
  const world = buildWorld(scenario);
  const t1 = performance.now();
  const alarms = evaluateAlarms(world);
  const t2 = performance.now();
  try {
    const first = firstAlarm(world, alarms);
    console.log(file, 'world', Math.round(t1 - t0), 'alarms', Math.round(t2 - t1), 'ms; invocations', world.invocations.length, 'fires at', ((first.t - world.start) / 60000).toFixed(1) + 'm', JSON.stringify(first.datapoints), Object.fromEntries([...alarms].map(([n, ts]) => [n, ts.map(t => t.state + '@' + ((t.t - world.start) / 60000).toFixed(1)).join(' ')])));
  } catch (e) { console.log(file, String(e)); }
}
