import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from '@jest/globals';
import { build, madeUp } from '../worlds.ts';
import { ask } from './ask.ts';

const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/111122223333/jobs';

async function resources(client: CloudFormationClient, input: object) {
  return (await client.send(new DescribeStackResourcesCommand(input))).StackResources ?? [];
}

describe('DescribeStackEvents', () => {
  it('gives the newest first, page by page', async () => {
    await ask(async ({ clients: { cloudformation } }) => {
      const times: number[] = [];
      let NextToken: string | undefined;
      let pages = 0;
      do {
        const page = await cloudformation.send(
          new DescribeStackEventsCommand({ StackName: 'shop', NextToken }),
        );
        times.push(...(page.StackEvents ?? []).map(({ Timestamp }) => Timestamp?.getTime() ?? 0));
        NextToken = page.NextToken;
        pages++;
      } while (NextToken !== undefined);
      expect(pages).toBeGreaterThan(1);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    });
  });

  it('finds a stack by its ARN', async () => {
    await ask(async ({ clients: { cloudformation } }) => {
      const byName = await cloudformation.send(new DescribeStackEventsCommand({ StackName: 'shop' }));
      const StackName = byName.StackEvents?.[0]?.StackId;
      expect(StackName).toMatch(/^arn:aws:cloudformation:eu-west-1:111122223333:stack\/shop\//);
      const byArn = await cloudformation.send(new DescribeStackEventsCommand({ StackName }));
      expect(byArn.StackEvents).toEqual(byName.StackEvents);
    });
  });

  it('keeps every character of a reason', async () => {
    await ask(async ({ clients: { cloudformation } }) => {
      const { StackEvents = [] } = await cloudformation.send(
        new DescribeStackEventsCommand({ StackName: 'shop' }),
      );
      const failed = StackEvents.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
      expect(failed?.ResourceStatusReason).toBe('no capacity in <eu-west-1a> & b');
    });
  });

  it('has an empty id for what is still made', async () => {
    await ask(async ({ clients: { cloudformation } }) => {
      const { StackEvents = [] } = await cloudformation.send(
        new DescribeStackEventsCommand({ StackName: 'shop' }),
      );
      const begun = StackEvents.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_IN_PROGRESS');
      expect(begun?.PhysicalResourceId).toBe('');
    });
  });
});

describe('stacks that do not exist', () => {
  it('are a ValidationError with a sentence, for each operation in its own words', async () => {
    await ask(async ({ clients: { cloudformation } }) => {
      const refused = [
        [new DescribeStackEventsCommand({ StackName: 'no' }), 'Stack [no] does not exist'],
        [new DescribeStackResourcesCommand({ StackName: 'no' }), 'Stack with id no does not exist'],
        [new DescribeStackResourcesCommand({ PhysicalResourceId: 'no' }), 'Stack for no does not exist'],
        [new ListStackResourcesCommand({ StackName: 'no' }), 'Stack with id no does not exist'],
      ] as const;
      for (const [command, message] of refused) {
        const send = cloudformation.send.bind(cloudformation) as (one: typeof command) => Promise<unknown>;
        await expect(send(command)).rejects.toMatchObject({
          name: 'ValidationError',
          message,
          $fault: 'client',
        });
      }
    });
  });
});

describe('DescribeStackResources', () => {
  it('finds the stack of a physical id, and gives all of its resources', async () => {
    await ask(async ({ clients: { cloudformation } }) => {
      const byId = await resources(cloudformation, { PhysicalResourceId: QUEUE_URL });
      expect(byId).toEqual(await resources(cloudformation, { StackName: 'shop' }));
      expect(byId).toContainEqual(
        expect.objectContaining({ ResourceType: 'AWS::SQS::Queue', PhysicalResourceId: QUEUE_URL }),
      );
      expect(byId.length).toBeGreaterThan(5);
      expect(byId.map(({ ResourceType }) => ResourceType)).not.toContain('AWS::CloudFormation::Stack');
    });
  });

  it('tells how far each resource has come, and leaves out deleted ones', async () => {
    const statusAt = async (minutes: number) =>
      ask(
        async ({ clients: { cloudformation } }) =>
          new Map(
            (await resources(cloudformation, { StackName: 'shop' })).map((one) => [
              one.LogicalResourceId,
              one,
            ]),
          ),
        { minutes },
      );
    expect((await statusAt(59)).get('Orders')?.ResourceStatus).toBe('CREATE_COMPLETE');
    expect((await statusAt(60.1)).get('Orders')?.ResourceStatus).toBe('UPDATE_IN_PROGRESS');
    const later = await statusAt(90);
    expect(later.get('Orders')?.ResourceStatus).toBe('UPDATE_COMPLETE');
    expect(later.has('Old')).toBe(false);
    expect(later.get('Cache')).toMatchObject({ ResourceStatus: 'CREATE_FAILED' });
    expect(later.get('Cache')).not.toHaveProperty('PhysicalResourceId');
  });

  it('gives 100 resources and no token, where ListStackResources gives pages', async () => {
    const many = Array.from({ length: 120 }, (_, i) => `  topic-${i}: { type: AWS::SNS::Topic, stack: big }`);
    const built = build(madeUp(`functions: { f: {} }\nresources:\n${many.join('\n')}\n`));
    await ask(
      async ({ clients: { cloudformation } }) => {
        const described = await cloudformation.send(new DescribeStackResourcesCommand({ StackName: 'big' }));
        expect(described.StackResources).toHaveLength(100);
        expect(described).not.toHaveProperty('NextToken');
        const first = await cloudformation.send(new ListStackResourcesCommand({ StackName: 'big' }));
        expect(first.StackResourceSummaries).toHaveLength(100);
        const { NextToken } = first;
        const second = await cloudformation.send(
          new ListStackResourcesCommand({ StackName: 'big', NextToken }),
        );
        expect(second.StackResourceSummaries).toHaveLength(20);
        expect(second.NextToken).toBeUndefined();
      },
      { built },
    );
  });
});
