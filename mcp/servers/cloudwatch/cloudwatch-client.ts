import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { AwsOptions } from '../../server-kit/aws-options.ts';

/**
 * A client that asks again without log alarms where those are not known: they are new, and an endpoint that does not have
 * them yet refuses the whole call for the word. Not seen at AWS; regions and partitions are brought up to date one by one.
 */
export function cloudWatchClient(aws: AwsOptions): CloudWatchClient {
  const client = new CloudWatchClient(aws);
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const { input } = args;
        if (!('AlarmTypes' in input) || input.AlarmTypes === undefined || !isAboutTypes(error)) throw error;
        const AlarmTypes = input.AlarmTypes.filter((type) => type !== 'LogAlarm');
        return next({ ...args, input: { ...input, AlarmTypes } });
      }
    },
    { step: 'initialize', name: 'withoutLogAlarms' },
  );
  return client;
}

function isAboutTypes(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'name' in error &&
    'message' in error &&
    /Validation|InvalidParameter/i.test(String(error.name)) &&
    /alarm ?types?|LogAlarm/i.test(String(error.message))
  );
}
