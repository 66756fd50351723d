import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { messageOf } from './say.ts';
import { poll } from './wait.ts';

const SETTLES_WITHIN_MS = 20 * 60_000;

/** Undefined if there is no such stack, or no more. */
export async function stackNamed(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks;
    return stack?.StackStatus === 'DELETE_COMPLETE' ? undefined : stack;
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

export function outputsOf({ Outputs = [] }: Stack): Record<string, string> {
  return Object.fromEntries(
    Outputs.flatMap(({ OutputKey, OutputValue }) =>
      OutputKey === undefined || OutputValue === undefined ? [] : [[OutputKey, OutputValue]],
    ),
  );
}

/** Makes a stack and gives its outputs. */
export async function createStack(
  client: CloudFormationClient,
  name: string,
  template: object,
  options: { tags: Record<string, string>; everyMs: number; signal: AbortSignal },
): Promise<Record<string, string>> {
  await client.send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Tags: Object.entries(options.tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  const stack = await settled(client, name, options);
  if (stack?.StackStatus !== 'CREATE_COMPLETE') {
    throw new Error(`stack ${name} is ${stack?.StackStatus ?? 'gone'}: ${stack?.StackStatusReason ?? ''}`);
  }
  return outputsOf(stack);
}

/** Deletes a stack, whatever it is doing at the moment, and waits until it is gone. */
export async function deleteStack(
  client: CloudFormationClient,
  name: string,
  options: { everyMs: number; signal: AbortSignal },
): Promise<void> {
  // A stack that is being updated can't be deleted.
  if ((await settled(client, name, options)) === undefined) return;
  await client.send(new DeleteStackCommand({ StackName: name }));
  const left = await settled(client, name, options);
  if (left !== undefined) {
    const failed = await undeleted(client, name).catch((error: unknown) => [messageOf(error)]);
    throw new Error(`stack ${name} is ${left.StackStatus}: ${failed.join('; ') || left.StackStatusReason}`);
  }
}

/** Waits until nothing is done to a stack; undefined if it is gone. */
export async function settled(
  client: CloudFormationClient,
  name: string,
  { everyMs, signal }: { everyMs: number; signal: AbortSignal },
): Promise<Stack | undefined> {
  const seen = await poll({ forMs: SETTLES_WITHIN_MS, everyMs, signal }, async () => {
    const stack = await stackNamed(client, name);
    return stack?.StackStatus?.endsWith('_IN_PROGRESS') ? undefined : { stack };
  });
  if (seen === undefined)
    throw new Error(`stack ${name} did not settle in ${SETTLES_WITHIN_MS / 60_000} min`);
  return seen.stack;
}

/** Resources of a stack, given by its id if it is gone, that are not deleted. */
export async function undeleted(client: CloudFormationClient, stack: string): Promise<string[]> {
  const left: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListStackResourcesCommand({ StackName: stack, NextToken: token }));
    for (const { ResourceType, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ?? []) {
      if (ResourceStatus !== 'DELETE_COMPLETE')
        left.push(`${ResourceType} ${PhysicalResourceId} (${ResourceStatus})`);
    }
    token = page.NextToken;
  } while (token !== undefined);
  return left;
}
