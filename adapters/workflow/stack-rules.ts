import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { Json } from '../../core/canonical.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';

/** A rule of a deployed stack. */
export interface StackRule {
  /** Its name in the template: `AlarmRule`, `OkRule`, `FailedRule`. */
  id: string;
  name: string;
  enabled: boolean;
  pattern: { [key: string]: Json };
}

const Pattern = z.record(z.string(), Json);

/** The rules of a stack, sorted by id. Rejects with what the SDK throws. */
export async function stackRules(
  stack: string,
  aws: AwsOptions,
  abortSignal?: AbortSignal,
): Promise<StackRule[]> {
  const cloudformation = new CloudFormationClient(aws);
  const events = new EventBridgeClient(aws);
  const options = abortSignal === undefined ? {} : { abortSignal };
  try {
    const { StackResources = [] } = await cloudformation.send(
      new DescribeStackResourcesCommand({ StackName: stack }),
      options,
    );
    const rules = await Promise.all(
      StackResources.filter(({ ResourceType }) => ResourceType === 'AWS::Events::Rule').map(
        async ({ LogicalResourceId: id = '', PhysicalResourceId: physical = '' }) => {
          // On another bus than the default one it would be `bus|name`.
          const Name = physical.split('|').at(-1) ?? physical;
          const { State, EventPattern = '{}' } = await events.send(
            new DescribeRuleCommand({ Name }),
            options,
          );
          const pattern = Pattern.parse(JSON.parse(EventPattern));
          return { id, name: Name, enabled: State !== 'DISABLED', pattern };
        },
      ),
    );
    return rules.sort((a, b) => (a.id < b.id ? -1 : 1));
  } finally {
    cloudformation.destroy();
    events.destroy();
  }
}
