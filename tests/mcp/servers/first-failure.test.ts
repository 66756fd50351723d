import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StubFault } from '../../harness/aws-stub.ts';
import { answer, member, stackId } from '../../harness/query-xml.ts';
import { type StubbedServer, stubbedServer } from '../../harness/stubbed-server.ts';

let server: StubbedServer;
beforeAll(async () => {
  server = await stubbedServer('cloudformation');
});
afterAll(() => server.close());

const RANGE = { from: '2026-03-10T02:00:00.000Z', to: '2026-03-10T03:00:00.000Z' };

describe('the first failure of a deployment', () => {
  const event = (logicalId: string, status: string, time: string, more: Record<string, string> = {}) =>
    member({
      StackId: stackId('shop'),
      EventId: `${logicalId}-${time}`,
      StackName: 'shop',
      LogicalResourceId: logicalId,
      PhysicalResourceId: logicalId === 'shop' ? stackId('shop') : '',
      ResourceType: logicalId === 'shop' ? 'AWS::CloudFormation::Stack' : 'AWS::SQS::Queue',
      Timestamp: `2026-03-10T02:${time}Z`,
      ResourceStatus: status,
      ...more,
    });
  const history = (...newestFirst: string[]) =>
    answer('DescribeStackEvents', `<StackEvents>${newestFirst.join('')}</StackEvents>`);
  const cancelled = { ResourceStatusReason: 'Resource creation cancelled' };
  const denied = { ResourceStatusReason: 'User is not authorized to perform: sqs:CreateQueue' };

  it('is found in the stack’s own events where DescribeEvents is not to be had', async () => {
    server.stub.answer({
      DescribeEvents: new StubFault(
        'AccessDenied',
        'not authorized to perform: cloudformation:DescribeEvents',
      ),
      DescribeStackEvents: history(
        event('shop', 'UPDATE_ROLLBACK_COMPLETE', '20:00'),
        event('Mail', 'UPDATE_FAILED', '11:01', cancelled),
        event('Jobs', 'CREATE_FAILED', '11:00', denied),
        event('shop', 'UPDATE_IN_PROGRESS', '10:00'),
        // An older operation that failed as well.
        event('Old', 'CREATE_FAILED', '05:00', { ResourceStatusReason: 'something else' }),
        event('shop', 'UPDATE_IN_PROGRESS', '04:00'),
      ),
    });
    const result = await server.call('get_stack_events', { ...RANGE, stack: 'shop', findFailure: true });
    expect(result['firstFailure']).toEqual({
      t: '2026-03-10T02:11:00.000Z',
      logicalId: 'Jobs',
      type: 'AWS::SQS::Queue',
      status: 'CREATE_FAILED',
      reason: denied.ResourceStatusReason,
      from: 'history',
    });
    expect(result['warnings']).toEqual([expect.stringContaining('cloudformation:DescribeEvents')]);
  });

  const nowhere = answer('DescribeEvents', '<OperationEvents></OperationEvents>');
  const failed = {
    t: '2026-03-10T02:11:00.000Z',
    logicalId: 'Jobs',
    type: 'AWS::SQS::Queue',
    status: 'CREATE_FAILED',
    reason: denied.ResourceStatusReason,
    from: 'history',
  };
  /** A deployment that failed and was rolled back, newest event first. */
  const rolledBack = [
    event('shop', 'UPDATE_ROLLBACK_COMPLETE', '20:00'),
    event('shop', 'UPDATE_ROLLBACK_IN_PROGRESS', '12:00'),
    event('Mail', 'UPDATE_FAILED', '11:01', cancelled),
    event('Jobs', 'CREATE_FAILED', '11:00', denied),
    event('shop', 'UPDATE_IN_PROGRESS', '10:00'),
    event('Old', 'CREATE_FAILED', '05:00', { ResourceStatusReason: 'something else' }),
    event('shop', 'UPDATE_IN_PROGRESS', '04:00'),
  ];

  it.each([
    ['deployed again', ['UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS']],
    ['deleted', ['DELETE_COMPLETE', 'DELETE_IN_PROGRESS']],
    ['given resources by an import', ['IMPORT_COMPLETE', 'IMPORT_IN_PROGRESS']],
  ])('is still told, with what came behind it, when the stack was then %s', async (_then, [ended, began]) => {
    server.stub.answer({
      DescribeEvents: nowhere,
      DescribeStackEvents: history(
        event('shop', ended ?? '', '40:00'),
        event('shop', began ?? '', '30:00'),
        ...rolledBack,
      ),
    });
    const result = await server.call('get_stack_events', { ...RANGE, stack: 'shop', findFailure: true });
    expect(result['firstFailure']).toEqual({
      ...failed,
      followedBy: { t: '2026-03-10T02:30:00.000Z', status: began },
    });
  });

  it('is not that of a deployment before an import that failed, nor of the rollback of it', async () => {
    server.stub.answer({
      DescribeEvents: nowhere,
      DescribeStackEvents: history(
        event('shop', 'IMPORT_ROLLBACK_FAILED', '34:00'),
        event('Orders', 'DELETE_FAILED', '33:00', { ResourceStatusReason: 'in use' }),
        event('shop', 'IMPORT_ROLLBACK_IN_PROGRESS', '32:00'),
        event('Orders', 'IMPORT_FAILED', '31:00', { ResourceStatusReason: 'no such queue' }),
        event('shop', 'IMPORT_IN_PROGRESS', '30:00'),
        ...rolledBack,
      ),
    });
    const { firstFailure } = await server.call('get_stack_events', {
      ...RANGE,
      stack: 'shop',
      findFailure: true,
    });
    expect(firstFailure).toMatchObject({ logicalId: 'Orders', status: 'IMPORT_FAILED' });
    expect(firstFailure).not.toHaveProperty('followedBy');
  });

  it('is nothing that was only cancelled because of another failure', async () => {
    server.stub.answer({
      DescribeEvents: nowhere,
      DescribeStackEvents: history(
        event('shop', 'DELETE_FAILED', '32:00', {
          ResourceStatusReason: 'The following resource(s) failed to delete: [Mail].',
        }),
        event('Mail', 'DELETE_FAILED', '31:00', { ResourceStatusReason: 'Resource deletion cancelled' }),
        event('shop', 'DELETE_IN_PROGRESS', '30:00'),
        ...rolledBack,
      ),
    });
    expect(
      await server.call('get_stack_events', { ...RANGE, stack: 'shop', findFailure: true }),
    ).toMatchObject({ firstFailure: { logicalId: 'Jobs' } });
  });

  it('is followed into the nested stack of that operation, not of one before', async () => {
    const [before, now] = [stackId('shop-db-1'), stackId('shop-db-2')];
    const db = (id: string, time: string) =>
      event('Db', 'CREATE_FAILED', time, {
        PhysicalResourceId: id,
        ResourceType: 'AWS::CloudFormation::Stack',
        ResourceStatusReason: `Embedded stack ${id} was not successfully created`,
      });
    server.stub.answer({
      DescribeEvents: nowhere,
      DescribeStackEvents: ({ input }) =>
        [before, now].includes(String(input['StackName']))
          ? history(event('Table', 'CREATE_FAILED', '11:30', denied))
          : history(
              db(now, '12:00'),
              event('shop', 'UPDATE_IN_PROGRESS', '10:00'),
              db(before, '05:00'),
              event('shop', 'UPDATE_IN_PROGRESS', '04:00'),
            ),
    });
    const { nested } = await server.call('get_stack_events', { ...RANGE, stack: 'shop', findFailure: true });
    expect(nested).toEqual([{ stack: now, firstFailure: expect.objectContaining({ logicalId: 'Table' }) }]);
  });

  it('is told by DescribeEvents where that answers, also if it failed before any resource was touched', async () => {
    server.stub.answer({
      DescribeStackEvents: history(event('shop', 'UPDATE_FAILED', '20:00')),
      DescribeEvents: answer(
        'DescribeEvents',
        `<OperationEvents>${member({
          EventId: 'e-1',
          OperationId: 'o-1',
          EventType: 'VALIDATION_ERROR',
          LogicalResourceId: 'Jobs',
          ResourceType: 'AWS::SQS::Queue',
          Timestamp: '2026-03-10T02:12:00Z',
          ValidationStatusReason: 'A queue of that name exists',
        })}</OperationEvents>`,
      ),
    });
    const result = await server.call('get_stack_events', { ...RANGE, stack: 'shop', findFailure: true });
    expect(result['firstFailure']).toMatchObject({
      logicalId: 'Jobs',
      status: 'VALIDATION_ERROR',
      reason: 'A queue of that name exists',
      from: 'events',
    });
    expect(result).not.toHaveProperty('warnings');
  });

  it('is followed into the nested stack that failed', async () => {
    const nested = stackId('shop-db');
    server.stub.answer({
      DescribeEvents: answer('DescribeEvents', '<OperationEvents></OperationEvents>'),
      DescribeStackEvents: ({ input }) =>
        input['StackName'] === nested
          ? history(event('Table', 'CREATE_FAILED', '11:30', denied))
          : history(
              event('Db', 'CREATE_FAILED', '12:00', {
                PhysicalResourceId: nested,
                ResourceType: 'AWS::CloudFormation::Stack',
                ResourceStatusReason: `Embedded stack ${nested} was not successfully created: The following resource(s) failed to create: [Table].`,
              }),
              event('shop', 'UPDATE_IN_PROGRESS', '10:00'),
            ),
    });
    const result = await server.call('get_stack_events', { ...RANGE, stack: 'shop', findFailure: true });
    expect(result['firstFailure']).toMatchObject({ logicalId: 'Db' });
    expect(result['nested']).toEqual([
      { stack: nested, firstFailure: expect.objectContaining({ logicalId: 'Table' }) },
    ]);
  });

  it('is not claimed of a list that could not be read to its end', async () => {
    const page = (logicalId: string, time: string, next = '') =>
      answer(
        'DescribeEvents',
        `<OperationEvents>${member({
          EventId: logicalId,
          OperationId: 'o-1',
          LogicalResourceId: logicalId,
          ResourceType: 'AWS::SQS::Queue',
          ResourceStatus: 'CREATE_FAILED',
          Timestamp: `2026-03-10T02:${time}Z`,
          ResourceStatusReason: denied.ResourceStatusReason,
        })}</OperationEvents>${next}`,
      );
    server.stub.answer({
      DescribeStackEvents: history(event('shop', 'UPDATE_FAILED', '20:00')),
      DescribeEvents: ({ input }) =>
        input['NextToken'] === undefined
          ? page('Late', '12:00', '<NextToken>2</NextToken>')
          : new StubFault('AccessDenied', 'no more for you'),
    });
    const result = await server.call('get_stack_events', { ...RANGE, stack: 'shop', findFailure: true });
    expect(result['firstFailure']).toMatchObject({ logicalId: 'Late' });
    expect(result['warnings']).toEqual([expect.stringContaining('no more for you')]);
  });

  it('is looked for in the events that are shown: they are read once', async () => {
    let reads = 0;
    const next = '</StackEvents><NextToken>2</NextToken>';
    server.stub.answer({
      DescribeEvents: nowhere,
      DescribeStackEvents: ({ input }) => {
        if (input['NextToken'] === undefined) {
          return history(event('shop', 'UPDATE_ROLLBACK_COMPLETE', '20:00')).replace('</StackEvents>', next);
        }
        return reads++ === 0 ? history(...rolledBack.slice(1)) : new StubFault('AccessDenied');
      },
    });
    const result = await server.call('get_stack_events', { ...RANGE, stack: 'shop', findFailure: true });
    expect(result).toMatchObject({ firstFailure: { logicalId: 'Jobs' } });
  });

  it('of a nested stack is told with a warning where its older events could not be read', async () => {
    const nested = stackId('shop-db');
    const db = {
      PhysicalResourceId: nested,
      ResourceType: 'AWS::CloudFormation::Stack',
      ResourceStatusReason: 'Embedded stack failed',
    };
    const next = '</StackEvents><NextToken>2</NextToken>';
    server.stub.answer({
      DescribeEvents: nowhere,
      DescribeStackEvents: ({ input }) => {
        if (input['NextToken'] !== undefined) return new StubFault('AccessDenied', 'no more for you');
        return input['StackName'] === nested
          ? history(event('Table', 'CREATE_FAILED', '11:30', denied)).replace('</StackEvents>', next)
          : history(event('Db', 'CREATE_FAILED', '12:00', db), event('shop', 'UPDATE_IN_PROGRESS', '10:00'));
      },
    });
    const result = await server.call('get_stack_events', { ...RANGE, stack: 'shop', findFailure: true });
    expect(result['nested']).toMatchObject([{ firstFailure: { logicalId: 'Table' } }]);
    expect(result['warnings']).toEqual([expect.stringContaining('no more for you')]);
  });

  it('in a nested stack is why it failed, and not why it could not be deleted in the rollback', async () => {
    const nested = stackId('shop-db');
    const db = {
      PhysicalResourceId: nested,
      ResourceType: 'AWS::CloudFormation::Stack',
      ResourceStatusReason: 'Embedded stack was not successfully created',
    };
    const own = (status: string, time: string) =>
      event('shop-db', status, time, { StackId: nested, PhysicalResourceId: nested });
    const ofNested = (logicalId: string, status: string, time: string, why: string) =>
      event(logicalId, status, time, { StackId: nested, ResourceStatusReason: why });
    server.stub.answer({
      DescribeEvents: nowhere,
      DescribeStackEvents: ({ input }) =>
        input['StackName'] === nested
          ? history(
              own('DELETE_FAILED', '15:00'),
              ofNested('Bucket', 'DELETE_FAILED', '14:00', 'The bucket is not empty'),
              own('DELETE_IN_PROGRESS', '13:00'),
              own('CREATE_FAILED', '11:40'),
              ofNested('Table', 'CREATE_FAILED', '11:30', 'no such key'),
              own('CREATE_IN_PROGRESS', '11:00'),
            )
          : history(
              event('shop', 'ROLLBACK_FAILED', '16:00'),
              event('shop', 'ROLLBACK_IN_PROGRESS', '12:30'),
              event('Db', 'CREATE_FAILED', '12:00', db),
              event('shop', 'CREATE_IN_PROGRESS', '10:00'),
            ),
    });
    const result = await server.call('get_stack_events', { ...RANGE, stack: 'shop', findFailure: true });
    expect(result['nested']).toMatchObject([{ firstFailure: { logicalId: 'Table' } }]);
    expect(result['nested']).not.toMatchObject([{ firstFailure: { followedBy: expect.anything() } }]);
  });

  it('is none where nothing failed', async () => {
    server.stub.answer({
      DescribeEvents: answer('DescribeEvents', '<OperationEvents></OperationEvents>'),
      DescribeStackEvents: history(event('shop', 'UPDATE_COMPLETE', '20:00')),
    });
    expect(
      await server.call('get_stack_events', { ...RANGE, stack: 'shop', findFailure: true }),
    ).toMatchObject({
      firstFailure: null,
      nested: [],
    });
  });
});
