import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CasefileError } from '../../core/errors.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import { explainAwsError } from './explain-aws-error.ts';

/** What a deployed stage is made of, as far as a person works with it: the stack's outputs. */
export interface DeployedStack {
  name: string;
  status: string;
  bucket: string;
  stateMachine: string;
  reportsTopic: string;
  failuresTopic: string;
  undeliveredQueue: string;
}

/** @throws CasefileError `NothingToInvestigate` if there is no such stage; `AwsAccess` */
export async function deployedStack(stage: string, aws: AwsOptions): Promise<DeployedStack> {
  const name = `casefile-${stage}`;
  const client = new CloudFormationClient(aws);
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks;
    const outputs = new Map(stack?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    const output = (key: string) => {
      const value = outputs.get(key);
      if (value !== undefined) return value;
      throw new CasefileError(
        'NothingToInvestigate',
        `Stack ${name} is ${stack?.StackStatus ?? 'gone'} and has no output ${key}.`,
        {
          hint: 'Deploy it again; `aws cloudformation describe-stack-events` says what went wrong.',
        },
      );
    };
    return {
      name,
      status: stack?.StackStatus ?? '',
      bucket: output('CasesBucket'),
      stateMachine: output('StateMachine'),
      reportsTopic: output('ReportsTopic'),
      failuresTopic: output('FailuresTopic'),
      undeliveredQueue: output('UndeliveredQueue'),
    };
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) {
      throw new CasefileError(
        'NothingToInvestigate',
        `There is no stack ${name} in this account and region.`,
        {
          hint: `Deploy it with \`npx serverless deploy --stage ${stage}\`, or pass the --stage and --region that it has.`,
          cause: error,
        },
      );
    }
    throw explainAwsError(error, { region: aws.region });
  } finally {
    client.destroy();
  }
}

/** The stage of an execution's state machine: `arn:...:execution:casefile-prod:...` -> `prod`. */
export function stageOf(executionArn: string): { stage: string; region: string } | undefined {
  const [, region, stage] =
    /^arn:[\w-]+:states:([\w-]+):\d{12}:execution:casefile-([\w-]+):/.exec(executionArn) ?? [];
  return region === undefined || stage === undefined ? undefined : { region, stage };
}
