import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  ListEventSourceMappingsCommand,
  UpdateAliasCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
  waitUntilPublishedVersionActive,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { CauseKind } from '../../core/verdict.ts';
import { BROKEN_CHECKOUT } from './application-code.ts';
import { TABLE_POLICY, tablePolicy } from './application.ts';
import type { Clients } from './clients.ts';
import type { Names } from './names.ts';
import type { Place } from './place.ts';

export interface Fault {
  title: string;
  alarm: string;
  /** What a drill says that it is about. */
  functionName: string;
  /** What the report should name; any of the resources is right. */
  expects: { kind: CauseKind; resources: string[] };
  inject(): Promise<void>;
  repair(): Promise<void>;
}

/** A version that throws is published, and the alias is moved to it. */
export function badVersion({ lambda }: Clients, { checkout, alarms }: Names): Fault {
  const moveTo = (version: string) =>
    lambda.send(new UpdateAliasCommand({ FunctionName: checkout, Name: 'live', FunctionVersion: version }));
  return {
    title: 'a bad version is published and the alias moved to it',
    alarm: alarms.checkoutErrors,
    functionName: checkout,
    expects: { kind: 'deployment', resources: [checkout] },
    async inject() {
      const ZipFile = zipSync({ 'index.js': strToU8(BROKEN_CHECKOUT) });
      const { Version = '' } = await lambda.send(
        new UpdateFunctionCodeCommand({ FunctionName: checkout, ZipFile, Publish: true }),
      );
      // Until then, a call of the alias would be refused, which is another fault than the one that is meant.
      await waitUntilPublishedVersionActive(
        { client: lambda, maxWaitTime: 60 },
        { FunctionName: checkout, Qualifier: Version },
      );
      await moveTo(Version);
    },
    repair: async () => void (await moveTo('1')),
  };
}

/** The ledger may no longer write to its table. */
export function lostPermission(
  { iam }: Clients,
  { ledger, ledgerRole, table, alarms }: Names,
  { partition, region, account }: Place,
): Fault {
  const policy = { RoleName: ledgerRole, PolicyName: TABLE_POLICY };
  const arn = `arn:${partition}:dynamodb:${region}:${account}:table/${table}`;
  return {
    title: "the role's policy for the table is deleted",
    alarm: alarms.ledgerErrors,
    functionName: ledger,
    expects: { kind: 'permission', resources: [ledgerRole, ledger] },
    inject: async () => void (await iam.send(new DeleteRolePolicyCommand(policy))),
    async repair() {
      const PolicyDocument = JSON.stringify(tablePolicy(arn));
      await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument }));
    },
  };
}

/** Nobody reads the queue any more. */
export function disabledMapping({ lambda }: Clients, { worker, orders, alarms }: Names): Fault {
  const setEnabled = async (Enabled: boolean) => {
    const { EventSourceMappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: worker }),
    );
    const [mapping] = EventSourceMappings;
    if (mapping === undefined) throw new Error(`nothing is mapped to ${worker}`);
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping.UUID, Enabled }));
  };
  return {
    title: 'the event source mapping of the queue is disabled',
    alarm: alarms.ordersAge,
    functionName: worker,
    expects: { kind: 'trigger-disabled', resources: [orders, worker] },
    inject: () => setEnabled(false),
    repair: () => setEnabled(true),
  };
}
