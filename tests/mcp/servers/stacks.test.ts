import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StubFault } from '../../harness/aws-stub.ts';
import { answer, member, stackId, xml } from '../../harness/query-xml.ts';
import { type StubbedServer, stubbedServer } from '../../harness/stubbed-server.ts';

const NOW = Date.parse('2026-03-10T03:12:00Z');
let server: StubbedServer;
let drifting: StubbedServer;
beforeAll(async () => {
  server = await stubbedServer('cloudformation', {}, () => NOW);
  drifting = await stubbedServer('cloudformation', { driftDetection: true });
});
afterAll(async () => {
  await server.close();
  await drifting.close();
});

describe('list_stacks', () => {
  const summary = (StackName: string, StackStatus: string, LastUpdatedTime?: string) =>
    member({
      StackId: stackId(StackName),
      StackName,
      StackStatus,
      CreationTime: '2026-01-01T00:00:00Z',
      LastUpdatedTime,
    });

  it('asks for all but deleted ones, and gives the latest change first, since a time', async () => {
    server.stub.answer({
      ListStacks: ({ input }) =>
        input['NextToken'] === 't'
          ? answer(
              'ListStacks',
              `<StackSummaries>${summary('shop', 'UPDATE_ROLLBACK_COMPLETE', '2026-03-10T03:00:00Z')}</StackSummaries>`,
            )
          : answer(
              'ListStacks',
              `<StackSummaries>${summary('old', 'CREATE_COMPLETE')}${summary('mail', 'UPDATE_COMPLETE', '2026-03-10T02:00:00Z')}</StackSummaries><NextToken>t</NextToken>`,
            ),
    });
    const { stacks } = await server.call('list_stacks', { changedSince: '-3h' });
    expect(stacks).toEqual([
      {
        name: 'shop',
        id: stackId('shop'),
        status: 'UPDATE_ROLLBACK_COMPLETE',
        changedAt: '2026-03-10T03:00:00.000Z',
      },
      { name: 'mail', id: stackId('mail'), status: 'UPDATE_COMPLETE', changedAt: '2026-03-10T02:00:00.000Z' },
    ]);
    const filters = Object.entries(server.stub.asked[0]?.input ?? {})
      .filter(([key]) => key.startsWith('StackStatusFilter'))
      .map(([, value]) => value);
    expect(filters).toContain('UPDATE_ROLLBACK_COMPLETE');
    expect(filters).not.toContain('DELETE_COMPLETE');
  });

  it('reads as many stacks as an account has by default before it says which changed last', async () => {
    const pages = 20;
    server.stub.answer({
      ListStacks: ({ input }) => {
        const page = Number(input['NextToken'] ?? 1);
        // AWS lists by creation: one that was made first may have changed last.
        const one = page === pages ? summary('oldest', 'UPDATE_COMPLETE', '2026-03-10T03:00:00Z') : '';
        const other = summary(`shop-${page}`, 'UPDATE_COMPLETE', '2026-03-10T02:00:00Z');
        const next = page < pages ? `<NextToken>${page + 1}</NextToken>` : '';
        return answer('ListStacks', `<StackSummaries>${other}${one}</StackSummaries>${next}`);
      },
    });
    const { stacks, ...rest } = await server.call('list_stacks', { changedSince: '-3h' });
    expect(stacks).toHaveLength(pages + 1);
    expect((stacks as { name: string }[])[0]).toMatchObject({ name: 'oldest' });
    expect(rest).toEqual({});
  });

  it('says that stacks which were not read may have changed too', async () => {
    server.stub.answer({
      ListStacks: ({ input }) =>
        answer(
          'ListStacks',
          `<StackSummaries>${summary('mail', 'UPDATE_COMPLETE', '2026-03-10T02:00:00Z')}</StackSummaries><NextToken>${Number(input['NextToken'] ?? 1) + 1}</NextToken>`,
        ),
    });
    const result = await server.call('list_stacks', { changedSince: '-3h' });
    expect(result).toMatchObject({
      showing: 'Showing 20 stacks; there are more. (Others may have changed later.)',
      nextToken: '21',
    });
  });

  it('says which status does not exist', async () => {
    server.stub.answer({});
    expect(await server.refusal('list_stacks', { status: ['BROKEN_COMPLETE'] })).toMatchObject({
      code: 'InvalidArguments',
      message: 'status: there is no status BROKEN_COMPLETE',
    });
  });
});

describe('describe_stack', () => {
  it('tells outputs, tags and the last known drift, and of parameters only the names', async () => {
    server.stub.answer({
      DescribeStacks: answer(
        'DescribeStacks',
        `<Stacks><member>${xml({
          StackName: 'shop',
          StackId: stackId('shop'),
          StackStatus: 'UPDATE_COMPLETE',
          CreationTime: '2026-01-01T00:00:00Z',
          Parameters: member({ ParameterKey: 'DbPassword', ParameterValue: 'hunter2hunter2' }),
          Outputs: member({ OutputKey: 'Url', OutputValue: 'https://shop.example.com' }),
          Tags: member({ Key: 'team', Value: 'shop' }),
          DriftInformation: xml({ StackDriftStatus: 'DRIFTED', LastCheckTimestamp: '2026-03-01T00:00:00Z' }),
        })}</member></Stacks>`,
      ),
    });
    const result = await server.call('describe_stack', { stack: 'shop' });
    expect(result).toEqual({
      name: 'shop',
      id: stackId('shop'),
      description: '',
      status: 'UPDATE_COMPLETE',
      createdAt: '2026-01-01T00:00:00.000Z',
      terminationProtection: false,
      parameters: ['DbPassword'],
      outputs: { Url: 'https://shop.example.com' },
      tags: { team: 'shop' },
      drift: { status: 'DRIFTED', checkedAt: '2026-03-01T00:00:00.000Z' },
    });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('says that there is no such stack', async () => {
    server.stub.answer({
      DescribeStacks: new StubFault('ValidationError', 'Stack with id shop does not exist'),
    });
    expect(await server.refusal('describe_stack', { stack: 'shop' })).toMatchObject({ code: 'NotFound' });
  });
});

describe('detect_stack_drift', () => {
  it('is off unless it was allowed: nothing is asked of AWS', async () => {
    server.stub.answer({});
    expect(await server.refusal('detect_stack_drift', { stack: 'shop' })).toMatchObject({
      code: 'NotAllowed',
      hint: expect.stringContaining('--allow-drift-detection'),
    });
    expect(server.stub.asked).toEqual([]);
  });

  it('starts a job, whose check tells what differs and never to what', async () => {
    const drift = (status: string) =>
      answer(
        'DescribeStackDriftDetectionStatus',
        xml({
          StackId: stackId('shop'),
          StackDriftDetectionId: 'd-1',
          DetectionStatus: status,
          ...(status === 'DETECTION_COMPLETE' && { StackDriftStatus: 'DRIFTED' }),
          Timestamp: '2026-03-10T03:00:00Z',
        }),
      );
    let status = 'DETECTION_IN_PROGRESS';
    drifting.stub.answer({
      DetectStackDrift: answer('DetectStackDrift', xml({ StackDriftDetectionId: 'd-1' })),
      DescribeStackDriftDetectionStatus: () => drift(status),
      DescribeStackResourceDrifts: answer(
        'DescribeStackResourceDrifts',
        `<StackResourceDrifts><member>${xml({
          StackId: stackId('shop'),
          LogicalResourceId: 'Pay',
          PhysicalResourceId: 'pay',
          ResourceType: 'AWS::Lambda::Function',
          StackResourceDriftStatus: 'MODIFIED',
          Timestamp: '2026-03-10T03:00:00Z',
          PropertyDifferences: member({
            PropertyPath: '/Environment/Variables/KEY',
            ExpectedValue: 'old-secret',
            ActualValue: 'new-secret',
            DifferenceType: 'NOT_EQUAL',
          }),
        })}</member></StackResourceDrifts>`,
      ),
    });
    expect(await drifting.call('detect_stack_drift', { stack: 'shop' })).toEqual({ detectionId: 'd-1' });
    expect(await drifting.call('get_drift_status', { detectionId: 'd-1' })).toEqual({
      status: 'DETECTION_IN_PROGRESS',
      resources: [],
    });
    status = 'DETECTION_COMPLETE';
    const result = await drifting.call('get_drift_status', { detectionId: 'd-1' });
    expect(result).toEqual({
      status: 'DETECTION_COMPLETE',
      drift: 'DRIFTED',
      resources: [
        {
          logicalId: 'Pay',
          id: 'pay',
          type: 'AWS::Lambda::Function',
          status: 'MODIFIED',
          differences: ['/Environment/Variables/KEY NOT_EQUAL'],
        },
      ],
    });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('that failed for some resources tells what it found of the others, and nothing that is older', async () => {
    const found = (LogicalResourceId: string, Timestamp: string) =>
      member({
        StackId: stackId('shop'),
        LogicalResourceId,
        PhysicalResourceId: LogicalResourceId.toLowerCase(),
        ResourceType: 'AWS::SQS::Queue',
        StackResourceDriftStatus: 'DELETED',
        Timestamp,
      });
    server.stub.answer({
      DescribeStackDriftDetectionStatus: answer(
        'DescribeStackDriftDetectionStatus',
        xml({
          StackId: stackId('shop'),
          StackDriftDetectionId: 'd-1',
          DetectionStatus: 'DETECTION_FAILED',
          DetectionStatusReason: 'Failed to detect drift on resource [Pay]',
          StackDriftStatus: 'DRIFTED',
          Timestamp: '2026-03-10T03:00:00Z',
        }),
      ),
      DescribeStackResourceDrifts: answer(
        'DescribeStackResourceDrifts',
        `<StackResourceDrifts>${found('Jobs', '2026-03-10T03:00:05Z')}${found('Pay', '2026-03-01T03:00:00Z')}</StackResourceDrifts>`,
      ),
    });
    expect(await server.call('get_drift_status', { detectionId: 'd-1' })).toEqual({
      status: 'DETECTION_FAILED',
      reason: 'Failed to detect drift on resource [Pay]',
      drift: 'DRIFTED',
      resources: [
        { logicalId: 'Jobs', id: 'jobs', type: 'AWS::SQS::Queue', status: 'DELETED', differences: [] },
      ],
    });
  });

  it('is never asked twice for one call, whatever AWS answers', async () => {
    drifting.stub.answer({ DetectStackDrift: new StubFault('Throttling', 'Rate exceeded') });
    expect(await drifting.refusal('detect_stack_drift', { stack: 'shop' })).toMatchObject({
      code: 'Throttled',
      retryable: true,
    });
    expect(drifting.stub.asked).toHaveLength(1);
  });
});
