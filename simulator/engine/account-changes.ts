import type { Scenario } from '../language/scenario.ts';
import type { Happenings } from '../world/happenings.ts';
import { updateStack } from '../world/stack-update.ts';

/** A table's capacity from `t` on, in units a second; undefined is on demand. */
export interface Capacity {
  t: number;
  write: number | undefined;
  read: number | undefined;
}

export interface AccountChanges {
  /** By table, oldest first. */
  capacities: Map<string, Capacity[]>;
  /** Actions that roles lost. */
  lost: { t: number; role: string; actions: readonly string[] }[];
}

/** UpdateTable takes a moment. */
const UNTIL_CAPACITY_MS = 8_000;

/** Changes of something other than a function or a mapping, and the calls that made them. */
export function accountChanges(scenario: Scenario, into: Happenings): AccountChanges {
  const start = Date.parse(scenario.start);
  const capacities = new Map(
    Object.entries(scenario.tables).map(([name, { write, read }]): [string, Capacity[]] => [
      name,
      [{ t: -Infinity, write, read }],
    ]),
  );
  const lost: AccountChanges['lost'] = [];
  for (const { at: offset, capacity, permission } of scenario.timeline.toSorted((a, b) => a.at - b.at)) {
    const t = start + offset;
    if (capacity !== undefined) {
      const { table, by, via } = capacity;
      const type = 'AWS::DynamoDB::Table';
      const levels = capacities.get(table) ?? [];
      const before = levels.at(-1);
      const { write = before?.write, read = before?.read } = capacity;
      const changedAt = via === 'stack' ? updateStack(scenario, { t, by, type, name: table }, into) : t;
      levels.push({ t: changedAt + UNTIL_CAPACITY_MS, write, read });
      const units = { readCapacityUnits: read ?? 1, writeCapacityUnits: write ?? 1 };
      into.call({
        t: changedAt,
        name: 'UpdateTable',
        source: 'dynamodb.amazonaws.com',
        by,
        resources: [{ type, name: table }],
        request: { tableName: table, provisionedThroughput: units },
        response: { tableDescription: { tableName: table, tableStatus: 'UPDATING' } },
      });
    }
    if (permission !== undefined) {
      const { role, policy, call, by, via, removes } = permission;
      const type = 'AWS::IAM::Role';
      const changedAt = via === 'stack' ? updateStack(scenario, { t, by, type, name: role }, into) : t;
      lost.push({ t: changedAt, role, actions: removes });
      const arn = `arn:aws:iam::${scenario.account}:policy/${policy}`;
      into.call({
        t: changedAt,
        name: call,
        source: 'iam.amazonaws.com',
        by,
        region: 'us-east-1',
        resources: [
          { type, name: role },
          { type: 'AWS::IAM::Policy', name: policy },
        ],
        request: {
          roleName: role,
          ...(call === 'DetachRolePolicy' ? { policyArn: arn } : { policyName: policy }),
        },
      });
    }
  }
  return { capacities, lost };
}
