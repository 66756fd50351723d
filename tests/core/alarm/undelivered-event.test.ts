import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readUndelivered, redeliveryName } from '../../../core/alarm/undelivered-event.ts';

const event = readFileSync('tests/fixtures/events/single-metric.json', 'utf8');

describe('an undelivered message', () => {
  it('is an alarm event, as EventBridge would have delivered it', () => {
    const read = readUndelivered(event);
    expect(read).toMatchObject({ kind: 'alarm', event: JSON.parse(event) as unknown });
  });

  it.each([
    ['{', /^a text that is no event$/, /not JSON/],
    ['[]', /^some JSON$/, /not a CloudWatch alarm event/],
    ['{"detail-type":"EC2 Instance State-change"}', /^EC2 Instance State-change$/, /not a CloudWatch/],
    [
      '{"detail-type":"Step Functions Execution Status Change","detail":{"name":"e-1","status":"FAILED"}}',
      /^the news that investigation e-1 is FAILED$/,
      /no alarm/,
    ],
    [event.replace(/"value": ?"ALARM"/, '"value":"INSUFFICIENT_DATA"'), /^alarm /, /begins and ends nothing/],
  ])('is left and named if it is none: %.40s', (body, what, why) => {
    const read = readUndelivered(body);
    expect(read).toEqual({
      kind: 'other',
      what: expect.stringMatching(what),
      why: expect.stringMatching(why),
    });
  });
});

describe("a redelivery's name", () => {
  it('is one that Step Functions takes, the same for the same message, with the id of the event', () => {
    const at = Date.UTC(2026, 2, 10, 3, 12, 14, 5);
    const id = '6a7e8feb-b491-4cf7-a9f1-bf3703467718';
    expect(redeliveryName(id, at)).toBe(`redeliver-${id}-20260310031214005`);
    expect(redeliveryName('a/b:c d'.repeat(30), at)).toMatch(/^[\w-]{1,80}$/);
  });
});
