import * as z from 'zod';
import { type Account, type AwsRequest, type Operation, page, parse } from '../answer.ts';
import { TextList } from '../form-input.ts';
import type { World } from '../world/world.ts';
import { operationsOf } from './stack-operations.ts';
import { type ToldStack, stackNamed, toldStacks } from './told-stacks.ts';

/** AWS's page sizes are not documented. */
const PAGE = 100;
const DAYS_KEPT = 90;

/** What drift detection knows of a stack. */
export interface DriftInformation {
  StackDriftStatus: 'NOT_CHECKED' | 'IN_SYNC' | 'DRIFTED';
  LastCheckTimestamp?: string;
}
export type DriftOf = (stack: string, now: number) => DriftInformation;

const ListInput = z.looseObject({
  StackStatusFilter: TextList,
  NextToken: z.string().optional(),
});

const DescribeInput = z.looseObject({ StackName: z.string().optional(), NextToken: z.string().optional() });

/** Newest first. */
export function stackOperations(driftOf: DriftOf): Record<'ListStacks' | 'DescribeStacks', Operation> {
  const paged = <T>(
    all: readonly ToldStack[],
    token: string | undefined,
    size: number,
    of: (stack: ToldStack) => T,
  ) => {
    const newestFirst = all.toSorted((a, b) => b.created - a.created);
    const { items, next } = page(newestFirst, token, size, 'ValidationError');
    return { items: items.map(of), more: next === undefined ? {} : { NextToken: next } };
  };

  function listStacks(account: Account, { input, now, pageSize }: AwsRequest) {
    const { StackStatusFilter: statuses, NextToken } = parse(ListInput, input, 'ValidationError');
    const all = toldStacks(account.world, now).filter(
      ({ status, deleted = now }) =>
        (statuses.length === 0 || statuses.includes(status)) && deleted >= now - DAYS_KEPT * 86_400_000,
    );
    const { items, more } = paged(all, NextToken, pageSize ?? PAGE, (stack) => ({
      ...common(stack),
      ...(described(account.world, stack) && { TemplateDescription: described(account.world, stack) }),
      DriftInformation: driftOf(stack.name, now),
    }));
    return { StackSummaries: items, ...more };
  }

  function describeStacks(account: Account, { input, now, pageSize }: AwsRequest) {
    const { world } = account;
    const { StackName, NextToken } = parse(DescribeInput, input, 'ValidationError');
    const all =
      StackName === undefined
        ? toldStacks(world, now).filter(({ deleted }) => deleted === undefined)
        : [stackNamed(world, StackName, now, `Stack with id ${StackName} does not exist`)];
    const { items, more } = paged(all, NextToken, pageSize ?? PAGE, (stack) => {
      const written = world.scenario.stacks[stack.name];
      const told = Object.entries(written?.outputs ?? {}).map(([OutputKey, OutputValue]) => ({
        OutputKey,
        OutputValue,
      }));
      return {
        ...common(stack),
        ...(described(world, stack) && { Description: described(world, stack) }),
        DisableRollback: false,
        RollbackConfiguration: {},
        NotificationARNs: [],
        Capabilities: ['CAPABILITY_IAM'],
        ...(told.length > 0 && { Outputs: told }),
        Tags: Object.entries(written?.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
        EnableTerminationProtection: false,
        DriftInformation: driftOf(stack.name, now),
        LastOperations: operationsOf(world, stack)
          .slice(-2)
          .reverse()
          .map(({ type, id }) => ({ OperationType: type, OperationId: id })),
      };
    });
    return { Stacks: items, ...more };
  }

  return { ListStacks: listStacks, DescribeStacks: describeStacks };
}

function described({ scenario }: World, { name }: ToldStack): string | undefined {
  return scenario.stacks[name]?.description;
}

function common({ name, id, status, reason, created, updated, deleted }: ToldStack) {
  const time = (t: number) => new Date(t).toISOString();
  return {
    StackId: id,
    StackName: name,
    CreationTime: time(created),
    ...(updated !== undefined && { LastUpdatedTime: time(updated) }),
    ...(deleted !== undefined && { DeletionTime: time(deleted) }),
    StackStatus: status,
    ...(reason !== undefined && { StackStatusReason: reason }),
  };
}
