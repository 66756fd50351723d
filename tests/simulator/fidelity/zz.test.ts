import { it, expect } from '@jest/globals';
import { everything } from './account.ts';
import { endpointOf } from './endpoint.ts';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { problemsOf } from './validate.ts';
it('x', async () => {
  const b = everything();
  console.log(
    [...b.alarms]
      .map(
        ([k, v]) =>
          k + ' ' + JSON.stringify(v.map((x) => [(x.t - b.world.start) / 60000, x.state, x.contributor])),
      )
      .join('\n'),
  );
  const e = await endpointOf(b);
  await e.clients.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] }),
  );
  console.log(problemsOf('cloudwatch', 'DescribeAlarms', e.answers[0]?.body ?? ''));
  await e.close();
  expect(1).toBe(1);
});
