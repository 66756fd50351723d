import {
  type CloudFormationClient,
  DescribeEventsCommand,
  type DescribeEventsCommandInput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  type ListStacksCommandInput,
} from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from '@jest/globals';
import { build, madeUp } from '../worlds.ts';
import { ask, at } from './ask.ts';

/** A stack that is updated and rolled back, one that is deleted, one that is not there before its time. */
const built = build(
  madeUp(`
functions: { f: { stack: shop } }
resources:
  topic: { type: AWS::SNS::Topic, stack: later }
stacks:
  shop:
    created: -30d
    events:
      - { at: 20m, logicalId: shop, physicalId: x, type: AWS::CloudFormation::Stack, status: UPDATE_IN_PROGRESS, reason: User Initiated }
      - { at: 21m, logicalId: F, physicalId: f, type: AWS::Lambda::Function, status: UPDATE_IN_PROGRESS }
      - { at: 22m, logicalId: F, physicalId: f, type: AWS::Lambda::Function, status: UPDATE_FAILED, reason: no such key }
      - { at: 23m, logicalId: shop, physicalId: x, type: AWS::CloudFormation::Stack, status: UPDATE_ROLLBACK_IN_PROGRESS, reason: 'The following resource(s) failed to update: [F].' }
      - { at: 24m, logicalId: F, physicalId: f, type: AWS::Lambda::Function, status: UPDATE_COMPLETE }
      - { at: 25m, logicalId: shop, physicalId: x, type: AWS::CloudFormation::Stack, status: UPDATE_ROLLBACK_COMPLETE }
  old:
    created: -100d
    events:
      - { at: 10m, logicalId: old, physicalId: y, type: AWS::CloudFormation::Stack, status: DELETE_IN_PROGRESS }
      - { at: 11m, logicalId: old, physicalId: y, type: AWS::CloudFormation::Stack, status: DELETE_COMPLETE }
  older:
    created: -200d
    events:
      - { at: -91d, logicalId: older, physicalId: z, type: AWS::CloudFormation::Stack, status: DELETE_COMPLETE }
  later: { created: 60m }
`),
);

async function listed(client: CloudFormationClient, input: ListStacksCommandInput = {}) {
  const { StackSummaries = [] } = await client.send(new ListStacksCommand(input));
  return StackSummaries.map(({ StackName, StackStatus }) => `${StackName} ${StackStatus}`);
}

async function described(client: CloudFormationClient, StackName?: string) {
  return (await client.send(new DescribeStacksCommand({ StackName }))).Stacks ?? [];
}

async function events(client: CloudFormationClient, input: DescribeEventsCommandInput) {
  return (await client.send(new DescribeEventsCommand(input))).OperationEvents ?? [];
}

describe('ListStacks', () => {
  it('gives all stacks, those that were deleted for 90 days, or those of some statuses', async () => {
    await ask(
      async ({ clients: { cloudformation }, conditions }) => {
        expect(await listed(cloudformation)).toEqual([
          'shop UPDATE_ROLLBACK_COMPLETE',
          'old DELETE_COMPLETE',
        ]);
        const of = async (...StackStatusFilter: ('DELETE_COMPLETE' | 'CREATE_COMPLETE')[]) =>
          listed(cloudformation, { StackStatusFilter });
        expect(await of('DELETE_COMPLETE')).toEqual(['old DELETE_COMPLETE']);
        expect(await of('DELETE_COMPLETE', 'CREATE_COMPLETE')).toEqual(['old DELETE_COMPLETE']);
        expect(await of('CREATE_COMPLETE')).toEqual([]);
        expect(await of()).toHaveLength(2);
        conditions.now = at(70, built).getTime();
        expect(await of('CREATE_COMPLETE')).toEqual(['later CREATE_COMPLETE']);
      },
      { built, minutes: 30 },
    );
  });
});

describe('DescribeStacks', () => {
  it('finds a stack by its name or id, one that was deleted by its id only, and gives all that are there', async () => {
    await ask(
      async ({ clients: { cloudformation } }) => {
        expect((await described(cloudformation)).map(({ StackName }) => StackName)).toEqual(['shop']);
        const [shop] = await described(cloudformation, 'shop');
        expect(await described(cloudformation, shop?.StackId)).toEqual([shop]);
        const { StackSummaries: [, old] = [] } = await cloudformation.send(new ListStacksCommand({}));
        expect(await described(cloudformation, old?.StackId)).toMatchObject([
          { StackName: 'old', StackStatus: 'DELETE_COMPLETE', DeletionTime: at(11, built) },
        ]);
        for (const command of [
          new DescribeStacksCommand({ StackName: 'old' }),
          new DescribeStacksCommand({ StackName: 'later' }),
        ]) {
          await expect(cloudformation.send(command)).rejects.toMatchObject({
            name: 'ValidationError',
            message: expect.stringMatching(/^Stack with id (?:old|later) does not exist$/),
          });
        }
      },
      { built, minutes: 30 },
    );
  });

  it('tells when a stack was made and when its last update began, and nothing of an update that never was', async () => {
    await ask(
      async ({ clients: { cloudformation }, conditions }) => {
        const [before] = await described(cloudformation, 'shop');
        expect(before).toMatchObject({
          StackStatus: 'CREATE_COMPLETE',
          CreationTime: at(-30 * 1_440, built),
        });
        expect(before).not.toHaveProperty('LastUpdatedTime');
        conditions.now = at(21.5, built).getTime();
        expect((await described(cloudformation, 'shop'))[0]).toMatchObject({
          StackStatus: 'UPDATE_IN_PROGRESS',
          StackStatusReason: 'User Initiated',
          LastUpdatedTime: at(20, built),
        });
        conditions.now = at(23.5, built).getTime();
        expect((await described(cloudformation, 'shop'))[0]).toMatchObject({
          StackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS',
          StackStatusReason: 'The following resource(s) failed to update: [F].',
        });
      },
      { built, minutes: 10 },
    );
  });

  it('has description, outputs and tags as the template has them, and no outputs where it has none', async () => {
    await ask(async ({ clients: { cloudformation } }) => {
      expect((await described(cloudformation, 'shop'))[0]).toMatchObject({
        Description: "The shop's <functions> & tables",
        Outputs: [{ OutputKey: 'TableName', OutputValue: 'stock' }],
        Tags: [
          { Key: 'team', Value: 'shop' },
          { Key: 'stage', Value: 'live' },
        ],
      });
      const { StackSummaries: [shop] = [] } = await cloudformation.send(new ListStacksCommand({}));
      expect(shop?.TemplateDescription).toBe("The shop's <functions> & tables");
    });
    await ask(
      async ({ clients: { cloudformation } }) => {
        const [bare] = await described(cloudformation, 'shop');
        expect(bare).toMatchObject({ Tags: [] });
        expect(bare).not.toHaveProperty('Outputs');
        expect(bare).not.toHaveProperty('Description');
      },
      { built, minutes: 10 },
    );
  });
});

describe('DescribeEvents', () => {
  it('gives the newest operation of a stack, and others by their ids, which DescribeStacks has', async () => {
    await ask(
      async ({ clients: { cloudformation } }) => {
        const [{ LastOperations = [] } = {}] = await described(cloudformation, 'shop');
        expect(LastOperations.map(({ OperationType }) => OperationType)).toEqual([
          'ROLLBACK',
          'UPDATE_STACK',
        ]);
        const [rollback, update] = LastOperations;
        const newest = await events(cloudformation, { StackName: 'shop' });
        expect(newest.map(({ OperationId }) => OperationId)).toEqual(Array(3).fill(rollback?.OperationId));
        expect(newest.map(({ Timestamp }) => Timestamp)).toEqual(
          [25, 24, 23].map((minute) => at(minute, built)),
        );
        const undone = await events(cloudformation, { OperationId: update?.OperationId });
        expect(undone.map(({ EventType, ResourceStatus }) => [EventType, ResourceStatus])).toEqual([
          ['PROVISIONING_ERROR', 'UPDATE_FAILED'],
          ['PROGRESS_EVENT', 'UPDATE_IN_PROGRESS'],
          ['STACK_EVENT', 'UPDATE_IN_PROGRESS'],
        ]);
      },
      { built, minutes: 30 },
    );
  });

  it('gives only what failed if it is asked to: of a stack that was rolled back, that is in the update', async () => {
    await ask(
      async ({ clients: { cloudformation } }) => {
        const Filters = { FailedEvents: true };
        const [{ LastOperations: [, update] = [] } = {}] = await described(cloudformation, 'shop');
        expect(await events(cloudformation, { StackName: 'shop', Filters })).toEqual([]);
        const { OperationId } = update ?? {};
        expect(await events(cloudformation, { OperationId, Filters })).toMatchObject([
          { LogicalResourceId: 'F', ResourceStatusReason: 'no such key' },
        ]);
        expect(await events(cloudformation, { OperationId, Filters: { FailedEvents: false } })).toHaveLength(
          3,
        );
      },
      { built, minutes: 30 },
    );
  });

  it('says how far the operation has come, and when it ended', async () => {
    await ask(
      async ({ clients: { cloudformation }, conditions }) => {
        const newest = async () => (await events(cloudformation, { StackName: 'shop' }))[0];
        expect(await newest()).toMatchObject({ OperationStatus: 'IN_PROGRESS', StartTime: at(23, built) });
        expect(await newest()).not.toHaveProperty('EndTime');
        conditions.now = at(30, built).getTime();
        expect(await newest()).toMatchObject({
          OperationStatus: 'SUCCEEDED',
          StartTime: at(23, built),
          EndTime: at(25, built),
        });
      },
      { built, minutes: 23.5 },
    );
  });

  it('has the events that DescribeStackEvents has, in pages of its own', async () => {
    await ask(async ({ clients: { cloudformation }, aws }) => {
      aws.push({ operation: 'DescribeEvents', share: 1, pageSize: 2 });
      const { StackEvents: [newest] = [] } = await cloudformation.send(
        new DescribeStackEventsCommand({ StackName: 'shop' }),
      );
      const input = { StackName: 'shop' };
      const { OperationEvents: [first] = [], NextToken } = await cloudformation.send(
        new DescribeEventsCommand(input),
      );
      expect(first).toMatchObject({ EventId: newest?.EventId, Timestamp: newest?.Timestamp });
      expect(await events(cloudformation, { ...input, NextToken })).toHaveLength(1);
    });
  });

  it('refuses a question about nothing, and stacks, operations and change sets that do not exist', async () => {
    await ask(async ({ clients: { cloudformation } }) => {
      const refused = [
        [{}, 'ValidationError', 'One of ChangeSetName, OperationId or StackName must be specified'],
        [{ StackName: 'no' }, 'ValidationError', 'Stack [no] does not exist'],
        [{ OperationId: 'no' }, 'ValidationError', 'Operation [no] does not exist'],
        [{ ChangeSetName: 'no' }, 'ChangeSetNotFound', 'ChangeSet [no] does not exist'],
      ] as const;
      for (const [input, name, message] of refused) {
        const named = { name: expect.stringContaining(name), message };
        await expect(events(cloudformation, input)).rejects.toMatchObject(named);
      }
    });
  });
});
