import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../core/canonical.ts';
import { RANGE, REGION, ask } from './awslabs-asking.ts';

// Answers are as the server gave them (cloudwatch 0.3.1), shortened.
const DENIED =
  'User: arn:aws:sts::111122223333:assumed-role/casefile/session is not authorized to perform: cloudwatch:DescribeAlarms because no identity-based policy allows the cloudwatch:DescribeAlarms action';

const red = (name: string, more: Record<string, Json> = {}) => ({
  alarm_name: name,
  alarm_description: 'Checkout fails for customers',
  state_value: 'ALARM',
  state_reason: 'Threshold Crossed',
  metric_name: 'Errors',
  namespace: 'AWS/Lambda',
  dimensions: [{ Name: 'FunctionName', Value: 'checkout-api' }],
  threshold: 5,
  comparison_operator: 'GreaterThanOrEqualToThreshold',
  state_updated_timestamp: '2026-03-10T03:10:12.406000Z',
  alarm_type: 'MetricAlarm',
  ...more,
});
const redComposite = {
  alarm_name: 'shop-degraded',
  alarm_description: 'Customers are affected',
  state_value: 'ALARM',
  state_reason: 'Threshold Crossed',
  alarm_rule: 'ALARM("storefront-errors") OR ALARM("checkout-api-errors")',
  state_updated_timestamp: '2026-03-10T03:10:14.406000Z',
  alarm_type: 'CompositeAlarm',
};
const active = (metric_alarms: Json[], composite_alarms: Json[] = []) => ({
  metric_alarms,
  composite_alarms,
  has_more_results: false,
  message: null,
});
const details = (alarm_name: string, more: Record<string, Json> = {}) => ({
  alarm_name,
  alarm_description: 'Checkout fails for customers',
  alarm_type: 'MetricAlarm',
  current_state: 'ALARM',
  metric_name: 'Errors',
  namespace: 'AWS/Lambda',
  dimensions: [{ FunctionName: 'checkout-api' }, { Resource: 'checkout-api:live' }],
  threshold: 5,
  comparison_operator: 'GreaterThanOrEqualToThreshold',
  evaluation_periods: 2,
  period: 60,
  statistic: 'Sum',
  alarm_rule: null,
  ...more,
});
const unknown = (alarm_name: string, alarm_description: string) => ({
  alarm_name,
  alarm_description,
  alarm_type: 'Unknown',
  current_state: 'Unknown',
  metric_name: null,
  namespace: null,
  dimensions: [],
  threshold: null,
  comparison_operator: null,
  evaluation_periods: null,
  period: null,
  statistic: null,
  alarm_rule: null,
});
const history = (alarm_details: Json, history_items: Json[] = [], has_more_results = false) => ({
  result: { alarm_details, history_items, time_range_suggestions: [], has_more_results, message: null },
});

describe('alarms that are red', () => {
  it('are those in ALARM, the latest first; that others are not told proves nothing', () => {
    const { asked, answer } = ask(
      'alarms.active',
      { changedSince: RANGE.from },
      active([red('checkout-api-errors')], [redComposite]),
    );
    expect(asked).toEqual([['get_active_alarms', { max_items: 100, region: REGION }]]);
    expect(answer).toEqual({
      alarms: [
        { name: 'shop-degraded', state: 'ALARM', stateSince: '2026-03-10T03:10:14.406Z' },
        {
          name: 'checkout-api-errors',
          state: 'ALARM',
          stateSince: '2026-03-10T03:10:12.406Z',
          metric: {
            namespace: 'AWS/Lambda',
            name: 'Errors',
            dimensions: { FunctionName: 'checkout-api' },
          },
        },
      ],
      truncated: true,
    });
  });

  it('have no metric if they judge an expression, and no time if the server made one up', () => {
    const invented = { metric_name: '', namespace: '', dimensions: [] };
    const { answer } = ask(
      'alarms.active',
      { changedSince: RANGE.from },
      active([red('rate', { ...invented, state_updated_timestamp: '2026-03-10T04:10:12.406000' })]),
    );
    expect(answer).toEqual({ alarms: [{ name: 'rate', state: 'ALARM' }], truncated: true });
  });
});

describe('settings of alarms', () => {
  it('tell what the server tells, and say what it never does', () => {
    const { asked, answer } = ask(
      'alarms.describe',
      { alarms: ['checkout-api-errors'] },
      active([red('checkout-api-errors')]),
      history(details('checkout-api-errors')),
    );
    expect(asked).toEqual([
      ['get_active_alarms', { max_items: 100, region: REGION }],
      [
        'get_alarm_history',
        {
          alarm_name: 'checkout-api-errors',
          include_component_alarms: true,
          max_items: 1,
          region: REGION,
        },
      ],
    ]);
    expect(answer).toEqual({
      alarms: [
        {
          name: 'checkout-api-errors',
          arn: 'checkout-api-errors',
          type: 'metric',
          state: 'ALARM',
          stateSince: '2026-03-10T03:10:12.406Z',
          comparison: 'GreaterThanOrEqualToThreshold',
          threshold: 5,
          periodSeconds: 60,
          metrics: [
            {
              id: 'm1',
              namespace: 'AWS/Lambda',
              name: 'Errors',
              dimensions: { FunctionName: 'checkout-api', Resource: 'checkout-api:live' },
              stat: 'Sum',
              periodSeconds: 60,
            },
          ],
          tags: {},
        },
      ],
      notFound: [],
      warnings: ['tags, and how many datapoints of how many periods make an alarm, are not told'],
    });
  });

  it('of a composite alarm come with those of the alarms that it is made of', () => {
    const { asked, answer } = ask(
      'alarms.describe',
      { alarms: ['shop-degraded', 'storefront-errors', 'checkout-api-errors', 'other'] },
      active([red('checkout-api-errors')], [redComposite]),
      {
        result: {
          composite_alarm_name: 'shop-degraded',
          component_alarms: ['storefront-errors', 'checkout-api-errors'],
          alarm_rule: redComposite.alarm_rule,
          component_details: [
            details('storefront-errors', { current_state: 'OK' }),
            details('checkout-api-errors'),
          ],
        },
      },
      history(unknown('other', 'Alarm not found')),
    );
    expect(asked.map(([, { alarm_name }]) => alarm_name)).toEqual([undefined, 'shop-degraded', 'other']);
    expect(answer).toMatchObject({
      alarms: [
        {
          name: 'shop-degraded',
          type: 'composite',
          state: 'ALARM',
          rule: redComposite.alarm_rule,
          metrics: [],
        },
        { name: 'storefront-errors', type: 'metric', state: 'OK' },
        { name: 'checkout-api-errors', state: 'ALARM', stateSince: '2026-03-10T03:10:12.406Z' },
      ],
      notFound: [],
      warnings: [expect.anything(), 'other: no metric or composite alarm has this name'],
    });
  });

  it('do not name a metric whose statistic is not told, nor a period that the server made up', () => {
    const band = details('peak', {
      metric_name: '',
      namespace: '',
      statistic: '',
      period: 300,
      threshold: null,
    });
    const { answer } = ask(
      'alarms.describe',
      { alarms: ['peak', 'p99'] },
      active([]),
      history(band),
      history(details('p99', { statistic: '' })),
    );
    expect(answer).toMatchObject({
      warnings: [
        expect.anything(),
        'peak: which metric it judges, by which statistic, is not told',
        'p99: which metric it judges, by which statistic, is not told',
      ],
    });
    expect(answer).toEqual(
      expect.objectContaining({
        alarms: [
          expect.not.objectContaining({ periodSeconds: 300 }),
          expect.objectContaining({ name: 'p99', metrics: [] }),
        ],
      }),
    );
  });

  it('are a failure if AWS refused them, though the server calls it a description', () => {
    const why = `Error retrieving alarm details: An error occurred (AccessDenied) when calling the DescribeAlarms operation: ${DENIED}`;
    const { failure } = ask(
      'alarms.describe',
      { alarms: ['checkout-api-errors'] },
      active([]),
      history(unknown('checkout-api-errors', why)),
    );
    expect(failure).toMatchObject({ reason: 'denied' });
  });

  it('are asked for a dozen times at most', () => {
    const names = Array.from({ length: 31 }, (_, i) => `a${i}`);
    const { asked, answer } = ask(
      'alarms.describe',
      { alarms: names },
      active([]),
      ...names.map((name) => history(details(name))),
    );
    expect(asked).toHaveLength(12);
    expect(answer).toMatchObject({ warnings: [expect.anything(), '20 alarms were not asked about'] });
  });
});

describe('the history of an alarm', () => {
  const state = {
    alarm_name: 'checkout-api-errors',
    alarm_type: 'MetricAlarm',
    timestamp: '2026-03-10T03:05:12.406000Z',
    history_item_type: 'StateUpdate',
    history_summary: 'Alarm updated from OK to ALARM',
    old_state: 'OK',
    new_state: 'ALARM',
    state_reason: 'Threshold Crossed',
  };
  const edit = {
    ...state,
    timestamp: '2026-03-10T03:02:00+00:00',
    history_item_type: 'ConfigurationUpdate',
    history_summary: 'Alarm "checkout-api-errors" updated',
    old_state: null,
    new_state: null,
  };
  const asks = { ...RANGE, alarm: 'checkout-api-errors' };

  it('is asked kind by kind, and told oldest first', () => {
    const alarm = details('checkout-api-errors');
    const { asked, answer } = ask('alarms.history', asks, history(alarm, [state]), history(alarm, [edit]));
    expect(asked.map(([tool, args]) => [tool, args['history_item_type'], args['region']])).toEqual([
      ['get_alarm_history', 'StateUpdate', REGION],
      ['get_alarm_history', 'ConfigurationUpdate', REGION],
    ]);
    expect(answer).toEqual({
      items: [
        { t: '2026-03-10T03:02:00.000Z', type: 'ConfigurationUpdate', summary: edit.history_summary },
        {
          t: '2026-03-10T03:05:12.406Z',
          type: 'StateUpdate',
          summary: state.history_summary,
          state: 'ALARM',
        },
      ],
      truncated: false,
    });
  });

  it('is not known of a composite alarm, whose history the server does not ask for', () => {
    const composite = details('shop-degraded', { alarm_type: 'CompositeAlarm' });
    const { answer } = ask('alarms.history', asks, history(composite), history(composite));
    expect(answer).toEqual({ items: [], truncated: true });
  });

  it('is not whole if there is more', () => {
    const alarm = details('checkout-api-errors');
    const { answer } = ask('alarms.history', asks, history(alarm, [state], true), history(alarm));
    expect(answer).toMatchObject({ truncated: true });
  });
});
