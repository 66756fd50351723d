import {
  type CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  type DescribeStackResourceDriftsCommandInput,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from '@jest/globals';
import { type Built, build, madeUp } from '../worlds.ts';
import { ask, at } from './ask.ts';

const BY = 'by: Admin/ann, via: cli';

/** Everything in one stack that can be changed beside it, and is. */
const CHANGED = build(
  madeUp(`
functions:
  a: { stack: s, environment: { KEPT: '1', GONE: '2', OTHER: '3' }, reservedConcurrency: 5, alias: live, version: 4 }
  b: { stack: s }
  c: { stack: s, environment: { KEPT: '1' }, alias: live, version: 2 }
  plain: {}
tables: { t: { stack: s, write: 40, read: 10 }, free: { stack: s } }
queues: { q: { stack: s, consumer: b } }
resources:
  db: { type: AWS::RDS::DBInstance, stack: s, properties: { Size: large, Zones: [a, b] }, changes: [{ at: 31m, set: { Size: small, Zones: [a, b, c], Unset: 1 }, by: Admin/ann, call: ModifyDBInstance, source: rds.amazonaws.com }] }
  nested: { type: AWS::CloudFormation::Stack, stack: s }
  made: { type: Custom::Thing, stack: s }
timeline:
  - { at: 20m, deploy: { function: a, by: Deploy/pipeline } }
  - { at: 30m, configure: { function: a, ${BY}, environment: { GONE: null, OTHER: '4', NEW: '5' }, timeoutSeconds: 3, memoryMb: 128, handler: other.handler } }
  - { at: 30m, concurrency: { function: a, reserved: null, ${BY} } }
  - { at: 30m, configure: { function: b, ${BY}, environment: { NEW: '1' } } }
  - { at: 30m, concurrency: { function: b, reserved: 1, ${BY} } }
  - { at: 30m, capacity: { table: t, write: 5, ${BY} } }
  - { at: 30m, capacity: { table: free, write: 5, ${BY} } }
  - { at: 30m, mapping: { source: q, enabled: false, ${BY} } }
  - { at: 30m, permission: { role: a-role, policy: write, removes: ['dynamodb:PutItem'], ${BY} } }
  - { at: 30m, permission: { role: b-role, policy: read, removes: ['sqs:ReceiveMessage'], call: DetachRolePolicy, ${BY} } }
  - { at: 30m, permission: { role: c-role, policy: put, removes: ['s3:PutObject'], call: PutRolePolicy, ${BY} } }
  - { at: 40m, configure: { function: c, by: Deploy/pipeline, via: stack, environment: { KEPT: '2', MORE: '3' }, memoryMb: 256 } }
`),
);

const DEPLOYING = build(
  madeUp(`
functions: { f: { stack: s } }
timeline: [{ at: 20m, deploy: { function: f, by: Deploy/pipeline } }]
`),
);

async function detect(client: CloudFormationClient, StackName: string, LogicalResourceIds?: string[]) {
  const { StackDriftDetectionId } = await client.send(
    new DetectStackDriftCommand({ StackName, LogicalResourceIds }),
  );
  return StackDriftDetectionId;
}

async function status(client: CloudFormationClient, StackDriftDetectionId: string | undefined) {
  return client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }));
}

/** A detection until it is complete. */
async function complete(client: CloudFormationClient, StackName: string, LogicalResourceIds?: string[]) {
  const id = await detect(client, StackName, LogicalResourceIds);
  for (;;) {
    const told = await status(client, id);
    if (told.DetectionStatus !== 'DETECTION_IN_PROGRESS') return told;
  }
}

async function drifts(client: CloudFormationClient, input: DescribeStackResourceDriftsCommandInput) {
  return (await client.send(new DescribeStackResourceDriftsCommand(input))).StackResourceDrifts ?? [];
}

/** Differences by logical id, as `path: expected -> actual (type)`. */
async function differences(built: Built): Promise<Record<string, string[]>> {
  return ask(
    async ({ clients: { cloudformation } }) => {
      await complete(cloudformation, 's');
      const found = await drifts(cloudformation, { StackName: 's' });
      return Object.fromEntries(
        found
          .filter(({ ResourceType }) => ResourceType !== 'AWS::Lambda::Version')
          .map(({ LogicalResourceId, PropertyDifferences = [] }): [string, string[]] => [
            LogicalResourceId ?? '',
            PropertyDifferences.map(
              ({ PropertyPath, ExpectedValue, ActualValue, DifferenceType }) =>
                `${PropertyPath}: ${ExpectedValue} -> ${ActualValue} (${DifferenceType})`,
            ),
          ]),
      );
    },
    { built },
  );
}

describe('DetectStackDrift', () => {
  it('answers with an id at once, and refuses another detection of the stack while that one runs', async () => {
    await ask(
      async ({ clients: { cloudformation } }) => {
        const [stack] =
          (await cloudformation.send(new DescribeStacksCommand({ StackName: 's' }))).Stacks ?? [];
        const id = await detect(cloudformation, 's');
        expect(id).toMatch(/^[0-9a-f-]{36}$/);
        await expect(detect(cloudformation, 's')).rejects.toMatchObject({
          name: 'ValidationError',
          message: `Drift detection is already in progress for stack [${stack?.StackId}]`,
        });
        for (let i = 0; i < 3; i++) await status(cloudformation, id);
        expect(await detect(cloudformation, stack?.StackId ?? '')).not.toBe(id);
      },
      { built: CHANGED },
    );
  });

  it('refuses a stack that is being updated, and one that does not exist', async () => {
    await ask(
      async ({ clients: { cloudformation }, conditions }) => {
        await expect(detect(cloudformation, 's')).rejects.toMatchObject({
          name: 'ValidationError',
          message: expect.stringContaining('UPDATE_IN_PROGRESS'),
        });
        await expect(detect(cloudformation, 'no')).rejects.toMatchObject({ name: 'ValidationError' });
        conditions.now = at(21, DEPLOYING).getTime();
        expect(await complete(cloudformation, 's')).toMatchObject({ StackDriftStatus: 'IN_SYNC' });
      },
      { built: DEPLOYING, minutes: 20.1 },
    );
  });

  it('looks only at the resources that it is asked for, and refuses one that the stack has not', async () => {
    await ask(
      async ({ clients: { cloudformation } }) => {
        const only = await complete(cloudformation, 's', ['B', 'T']);
        expect(only.DriftedStackResourceCount).toBe(1);
        const checked = async () =>
          (await drifts(cloudformation, { StackName: 's' })).map(
            ({ LogicalResourceId }) => LogicalResourceId,
          );
        expect(await checked()).toEqual(['B', 'T']);
        await complete(cloudformation, 's', ['A']);
        expect(await checked()).toEqual(['B', 'T', 'A']);
        await expect(detect(cloudformation, 's', ['No'])).rejects.toMatchObject({ name: 'ValidationError' });
      },
      { built: CHANGED },
    );
  });
});

describe('DescribeStackDriftDetectionStatus', () => {
  it('is in progress twice while data time stands still, and complete once it has moved on', async () => {
    await ask(
      async ({ clients: { cloudformation }, conditions }) => {
        const first = await detect(cloudformation, 's');
        const told = [];
        for (let i = 0; i < 3; i++) told.push(await status(cloudformation, first));
        expect(told.map(({ DetectionStatus }) => DetectionStatus)).toEqual([
          'DETECTION_IN_PROGRESS',
          'DETECTION_IN_PROGRESS',
          'DETECTION_COMPLETE',
        ]);
        expect(told[0]).not.toHaveProperty('DriftedStackResourceCount');
        expect(told[0]).not.toHaveProperty('StackDriftStatus');
        expect(told[2]).toMatchObject({ StackDriftStatus: 'DRIFTED', Timestamp: at(90, CHANGED) });
        const second = await detect(cloudformation, 's');
        conditions.now += 1_000;
        expect(await status(cloudformation, second)).toMatchObject({ DetectionStatus: 'DETECTION_COMPLETE' });
      },
      { built: CHANGED },
    );
  });

  it('counts the resources that have drifted: none before they were changed', async () => {
    await ask(
      async ({ clients: { cloudformation }, conditions }) => {
        expect(await complete(cloudformation, 's')).toMatchObject({
          StackDriftStatus: 'IN_SYNC',
          DriftedStackResourceCount: 0,
        });
        conditions.now = at(90, CHANGED).getTime();
        const { DriftedStackResourceCount } = await complete(cloudformation, 's');
        const modified = await drifts(cloudformation, {
          StackName: 's',
          StackResourceDriftStatusFilters: ['MODIFIED'],
        });
        expect(DriftedStackResourceCount).toBe(modified.length);
        expect(modified.length).toBeGreaterThan(5);
      },
      { built: CHANGED, minutes: 29 },
    );
  });
});

describe('DescribeStackResourceDrifts', () => {
  it('tells each property that was changed beside the stack, of those that its template sets', async () => {
    expect(await differences(CHANGED)).toEqual({
      A: [
        '/Handler: index.handler -> other.handler (NOT_EQUAL)',
        '/Timeout: 10 -> 3 (NOT_EQUAL)',
        '/MemorySize: 512 -> 128 (NOT_EQUAL)',
        '/Environment/Variables/GONE: 2 -> null (REMOVE)',
        '/Environment/Variables/OTHER: 3 -> 4 (NOT_EQUAL)',
        '/Environment/Variables/NEW: null -> 5 (ADD)',
        '/ReservedConcurrentExecutions: 5 -> null (REMOVE)',
      ],
      AAlias: ['/FunctionVersion: 5 -> 6 (NOT_EQUAL)'],
      ARole: [
        '/Policies/0: {"PolicyName":"write","PolicyDocument":{"Statement":[{"Effect":"Allow","Action":["dynamodb:PutItem"]}]}} -> null (REMOVE)',
      ],
      B: [],
      BRole: ['/ManagedPolicyArns/0: arn:aws:iam::111122223333:policy/read -> null (REMOVE)'],
      // Changed by its stack.
      C: [],
      CAlias: [],
      CRole: [
        '/Policies/0/PolicyDocument/Statement/0: {"Effect":"Allow","Action":["s3:PutObject"]} -> null (REMOVE)',
      ],
      Db: ['/Size: large -> small (NOT_EQUAL)', '/Zones/2: null -> c (ADD)'],
      Free: [],
      Q: [],
      QMapping: ['/Enabled: true -> false (NOT_EQUAL)'],
      T: ['/ProvisionedThroughput/WriteCapacityUnits: 40 -> 5 (NOT_EQUAL)'],
    });
  });

  it('finds nothing where the stack itself was changed, or only code was', async () => {
    expect(Object.values(await differences(DEPLOYING)).flat()).toEqual([]);
  });

  it('has what the template sets and what there is, as JSON text', async () => {
    await ask(async ({ clients: { cloudformation } }) => {
      await complete(cloudformation, 'shop');
      const [orders] = await drifts(cloudformation, {
        StackName: 'shop',
        StackResourceDriftStatusFilters: ['MODIFIED'],
      });
      const parsed = (text = '') => JSON.parse(text) as unknown;
      expect(orders).toMatchObject({ LogicalResourceId: 'Orders', PhysicalResourceId: 'orders' });
      expect(parsed(orders?.ExpectedProperties)).toMatchObject({
        Environment: { Variables: { TABLE: 'stock', MODE: 'fast' } },
      });
      expect(parsed(orders?.ActualProperties)).toMatchObject({
        Environment: { Variables: { TABLE: 'stock', MODE: 'slow' } },
      });
    });
  });

  it('has nothing before the first detection is complete, and then what was when it began', async () => {
    await ask(
      async ({ clients: { cloudformation }, conditions }) => {
        const modified = async () =>
          drifts(cloudformation, { StackName: 's', StackResourceDriftStatusFilters: ['MODIFIED'] });
        expect(await drifts(cloudformation, { StackName: 's' })).toEqual([]);
        await detect(cloudformation, 's');
        expect(await drifts(cloudformation, { StackName: 's' })).toEqual([]);
        conditions.now = at(90, CHANGED).getTime();
        expect(await modified()).toEqual([]);
        const all = await drifts(cloudformation, { StackName: 's' });
        expect(all.length).toBeGreaterThan(5);
        expect(all[0]?.Timestamp).toEqual(at(29, CHANGED));
        await complete(cloudformation, 's');
        expect((await modified()).length).toBeGreaterThan(5);
      },
      { built: CHANGED, minutes: 29 },
    );
  });

  it('leaves out nested stacks and custom resources, and takes 100 a page at most', async () => {
    await ask(
      async ({ clients: { cloudformation } }) => {
        await complete(cloudformation, 's');
        const types = (await drifts(cloudformation, { StackName: 's' })).map(
          ({ ResourceType }) => ResourceType,
        );
        expect(types).toContain('AWS::RDS::DBInstance');
        expect(types).not.toContain('AWS::CloudFormation::Stack');
        expect(types).not.toContain('Custom::Thing');
        const first = await cloudformation.send(
          new DescribeStackResourceDriftsCommand({ StackName: 's', MaxResults: 3 }),
        );
        expect(first.StackResourceDrifts).toHaveLength(3);
        const { NextToken } = first;
        expect(await drifts(cloudformation, { StackName: 's', NextToken })).toHaveLength(types.length - 3);
        await expect(drifts(cloudformation, { StackName: 's', MaxResults: 101 })).rejects.toMatchObject({
          name: 'ValidationError',
        });
      },
      { built: CHANGED },
    );
  });
});

describe('what other operations say of drift', () => {
  it('is not checked until a detection is complete, and then its result', async () => {
    await ask(
      async ({ clients: { cloudformation } }) => {
        const told = async () => {
          const { Stacks: [stack] = [] } = await cloudformation.send(
            new DescribeStacksCommand({ StackName: 's' }),
          );
          const { StackSummaries: [summary] = [] } = await cloudformation.send(new ListStacksCommand({}));
          const { StackResources = [] } = await cloudformation.send(
            new DescribeStackResourcesCommand({ StackName: 's' }),
          );
          const { StackResourceSummaries = [] } = await cloudformation.send(
            new ListStackResourcesCommand({ StackName: 's' }),
          );
          const of = (
            list: { LogicalResourceId?: string | undefined; DriftInformation?: object | undefined }[],
            id: string,
          ) => list.find(({ LogicalResourceId }) => LogicalResourceId === id)?.DriftInformation;
          return [
            stack?.DriftInformation,
            summary?.DriftInformation,
            of(StackResources, 'A'),
            of(StackResourceSummaries, 'B'),
            of(StackResources, 'Nested'),
          ];
        };
        const unknown = { StackDriftStatus: 'NOT_CHECKED' };
        const unchecked = { StackResourceDriftStatus: 'NOT_CHECKED' };
        const before = [unknown, unknown, unchecked, unchecked, unchecked];
        expect(await told()).toEqual(before);
        const id = await detect(cloudformation, 's');
        expect(await told()).toEqual(before);
        for (let i = 0; i < 3; i++) await status(cloudformation, id);
        const LastCheckTimestamp = at(90, CHANGED);
        const drifted = { StackDriftStatus: 'DRIFTED', LastCheckTimestamp };
        expect(await told()).toEqual([
          drifted,
          drifted,
          { StackResourceDriftStatus: 'MODIFIED', LastCheckTimestamp },
          { StackResourceDriftStatus: 'IN_SYNC', LastCheckTimestamp },
          unchecked,
        ]);
      },
      { built: CHANGED },
    );
  });
});
