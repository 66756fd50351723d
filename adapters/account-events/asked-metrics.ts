import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetFunctionConfigurationCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CasefileError } from '../../core/errors.ts';
import type { AwsSession } from '../account/aws-session.ts';
import { explainAwsError } from '../account/explain-aws-error.ts';
import type { AskedMetric } from './request-event.ts';

export interface Asked {
  subject: string;
  arn: string;
  metrics: AskedMetric[];
}

/** What a person names on the command line. */
export type Subject =
  | { kind: 'function'; name: string }
  | { kind: 'queue'; name: string }
  | { kind: 'stack'; name: string }
  | { kind: 'log-group'; name: string };

/** An investigation has at most three targets. */
const MAX_FUNCTIONS = 3;
/** GetMetricData takes 500 at a time; of a larger stack the others are left out. */
export const MAX_STACK_FUNCTIONS = 500;

/**
 * Which metrics tell of trouble with a resource. Functions stand for a stack and for a log group; of more than
 * three, those with the most errors between `from` and `at`.
 * @throws CasefileError `NothingToInvestigate`, `AwsAccess`
 */
export async function askedMetrics(
  { kind, name }: Subject,
  range: { from: number; at: number },
  session: AwsSession,
  warn: (text: string) => void,
): Promise<Asked> {
  const arn = (service: string, resource: string) =>
    `arn:${session.partition}:${service}:${session.region}:${session.account}:${resource}`;
  try {
    switch (kind) {
      case 'function': {
        const own = functionName(name);
        await mustExist(own, session);
        return {
          subject: `function ${own}`,
          arn: arn('lambda', `function:${own}`),
          metrics: [errorsOf(own)],
        };
      }
      case 'queue': {
        // A URL ends in the name, an ARN too.
        const own = name.split(/[/:]/).at(-1) ?? name;
        await queueMustExist(own, session);
        const age = 'ApproximateAgeOfOldestMessage' as const;
        const metric = {
          namespace: 'AWS/SQS',
          name: age,
          dimensions: { QueueName: own },
          stat: 'Maximum' as const,
        };
        return { subject: `queue ${own}`, arn: arn('sqs', own), metrics: [metric] };
      }
      case 'stack': {
        const functions = await mostFailing(await functionsOfStack(name, session), range, session, warn);
        if (functions.length === 0) throw nothing(`Stack ${name} has no Lambda function.`);
        return {
          subject: `stack ${name}`,
          arn: arn('cloudformation', `stack/${name}`),
          metrics: functions.map(errorsOf),
        };
      }
      case 'log-group': {
        const functions = await mostFailing(await functionsWriting(name, session), range, session, warn);
        if (functions.length === 0) throw nothing(`No Lambda function writes to log group ${name}.`);
        return {
          subject: `log group ${name}`,
          arn: arn('logs', `log-group:${name}`),
          metrics: functions.map(errorsOf),
        };
      }
    }
  } catch (error) {
    throw explainAwsError(error, session);
  }
}

function errorsOf(name: string): AskedMetric {
  return { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: name }, stat: 'Sum' };
}

/** Of an ARN, or of `name:alias`, the name. */
function functionName(text: string): string {
  const rest = /:function:([^:]+)/.exec(text)?.[1];
  return rest ?? text.split(':')[0] ?? text;
}

function nothing(message: string): CasefileError {
  return new CasefileError('NothingToInvestigate', message, {
    hint: 'Name a function with --function, a queue with --queue, or an alarm with --alarm.',
  });
}

/** A reader that may not ask SQS goes on: the metrics will tell. */
async function queueMustExist(name: string, { aws, account, region }: AwsSession): Promise<void> {
  const client = new SQSClient(aws);
  try {
    await client.send(new GetQueueUrlCommand({ QueueName: name }));
  } catch (error) {
    const gone = error instanceof Error && /QueueDoesNotExist|NonExistentQueue/.test(error.name);
    if (gone) throw nothing(`There is no queue ${name} in account ${account}, region ${region}.`);
  } finally {
    client.destroy();
  }
}

async function mustExist(name: string, { aws, account, region }: AwsSession): Promise<void> {
  const client = new LambdaClient(aws);
  try {
    await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    throw nothing(`There is no function ${name} in account ${account}, region ${region}.`);
  } finally {
    client.destroy();
  }
}

async function functionsOfStack(stack: string, { aws }: AwsSession): Promise<string[]> {
  const client = new CloudFormationClient(aws);
  const names: string[] = [];
  try {
    for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
      for (const { ResourceType, PhysicalResourceId: id } of page.StackResourceSummaries ?? []) {
        if (ResourceType === 'AWS::Lambda::Function' && id !== undefined) names.push(id);
      }
    }
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message))
      throw nothing(`There is no stack ${stack}.`);
    throw error;
  } finally {
    client.destroy();
  }
  return names.sort();
}

/** The default name of a group says it; of another, the settings of all functions. */
async function functionsWriting(group: string, { aws }: AwsSession): Promise<string[]> {
  const named = /^\/aws\/lambda\/(.+)$/.exec(group)?.[1];
  if (named !== undefined) return [named];
  const client = new LambdaClient(aws);
  const names: string[] = [];
  try {
    for await (const page of paginateListFunctions({ client }, {})) {
      for (const { FunctionName: name, LoggingConfig } of page.Functions ?? []) {
        if (name !== undefined && LoggingConfig?.LogGroup === group) names.push(name);
      }
    }
  } finally {
    client.destroy();
  }
  return names.sort();
}

async function mostFailing(
  functions: readonly string[],
  { from, at }: { from: number; at: number },
  { aws }: AwsSession,
  warn: (text: string) => void,
): Promise<string[]> {
  if (functions.length <= MAX_FUNCTIONS) return [...functions];
  const client = new CloudWatchClient(aws);
  const asked = functions.slice(0, MAX_STACK_FUNCTIONS);
  try {
    const answer = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(from),
        EndTime: new Date(at),
        MetricDataQueries: asked.map((name, i) => ({
          Id: `f${i}`,
          MetricStat: {
            Metric: {
              Namespace: 'AWS/Lambda',
              MetricName: 'Errors',
              Dimensions: [{ Name: 'FunctionName', Value: name }],
            },
            // One page even for 500 functions and a day.
            Period: 3_600,
            Stat: 'Sum',
          },
        })),
      }),
    );
    const errors = new Map(
      (answer.MetricDataResults ?? []).map(({ Id, Values = [] }) => [Id, Values.reduce((a, b) => a + b, 0)]),
    );
    const ranked = asked
      .map((name, i) => ({ name, count: errors.get(`f${i}`) ?? 0 }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    const chosen = ranked.slice(0, MAX_FUNCTIONS).map(({ name }) => name);
    warn(
      `Of ${functions.length} functions, the ${MAX_FUNCTIONS} with most errors are looked into: ${chosen.join(', ')}.`,
    );
    return chosen;
  } finally {
    client.destroy();
  }
}
