import { describe, expect, it } from '@jest/globals';
import { problemsOf } from './validate.ts';

const alarms = (alarm: object) =>
  JSON.stringify({
    MetricAlarms: [
      {
        AlarmName: 'a',
        AlarmArn: 'arn',
        AlarmConfigurationUpdatedTimestamp: 1_773_100_800,
        ActionsEnabled: true,
        OKActions: [],
        AlarmActions: [],
        InsufficientDataActions: [],
        StateValue: 'OK',
        StateReason: 'r',
        StateUpdatedTimestamp: 1_773_100_800.5,
        StateTransitionedTimestamp: 1_773_100_800,
        ...alarm,
      },
    ],
    CompositeAlarms: [],
  });

const resources = (inner: string) =>
  `<DescribeStackResourcesResponse xmlns="x"><DescribeStackResourcesResult><StackResources>${inner}</StackResources></DescribeStackResourcesResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeStackResourcesResponse>`;
const resource = (more: string, status = 'CREATE_COMPLETE') =>
  `<member><StackName>s</StackName><StackId>i</StackId><LogicalResourceId>A</LogicalResourceId><ResourceType>T</ResourceType><ResourceStatus>${status}</ResourceStatus><DriftInformation><StackResourceDriftStatus>NOT_CHECKED</StackResourceDriftStatus></DriftInformation>${more}</member>`;
const TIME = '<Timestamp>2026-03-10T00:00:00.123Z</Timestamp>';

describe('the check of raw answers', () => {
  it('accepts what fits', () => {
    expect(problemsOf('cloudwatch', 'DescribeAlarms', alarms({ Period: 60 }))).toEqual([]);
    expect(problemsOf('cloudformation', 'DescribeStackResources', resources(resource(TIME)))).toEqual([]);
  });

  it.each([
    ['a member that is not modelled', { Colour: 'red' }],
    ['a number as text', { Period: '60' }],
    ['a time in milliseconds', { StateUpdatedTimestamp: 1_773_100_800_000 }],
    ['a time as text', { StateUpdatedTimestamp: '2026-03-10T00:00:00Z' }],
    ['a value that the SDK does not know', { ComparisonOperator: 'Above' }],
    ['a list that is none', { AlarmActions: {} }],
    ['a member that is null', { Namespace: null }],
    ['a member that AWS always gives', { StateValue: undefined }],
  ])('finds %s', (_, alarm) => {
    expect(problemsOf('cloudwatch', 'DescribeAlarms', alarms(alarm))).toHaveLength(1);
  });

  it.each([
    ['a member that is not modelled', resource(`${TIME}<Colour>red</Colour>`)],
    ['a member that is missing', resource('')],
    ['a member twice', resource(TIME + TIME)],
    ['a time in seconds', resource('<Timestamp>1773100800</Timestamp>')],
    ['a status that the SDK does not know', resource(TIME, 'CREATE_DONE')],
    ['an item that is no member', '<item>a</item>'],
  ])('finds %s in XML', (_, inner) => {
    const problems = problemsOf('cloudformation', 'DescribeStackResources', resources(inner));
    expect(problems.length).toBeGreaterThan(0);
  });

  it('reads what is in headers and in the status, and finds headers that are not modelled', () => {
    const problems = (headers: Record<string, string>, status = 200) =>
      problemsOf('lambda', 'Invoke', 'null', { status, headers });
    expect(problems({ 'x-amz-executed-version': '7', date: 'today' })).toEqual([]);
    expect(problems({ 'x-amz-executed-version': '7', 'x-amz-colour': 'red' })).toHaveLength(1);
  });

  it.each(['<a>', '<a></b>', '<a>&nbsp;</a>', '<a b=1></a>', 'text', '<a'])('calls %s no XML', (text) => {
    expect(() => problemsOf('cloudformation', 'DescribeStackResources', text)).toThrow(/XML|open|entity/);
  });
});
