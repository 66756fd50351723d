import { SNSClient } from '@aws-sdk/client-sns';
import { CasefileError } from '../../core/errors.ts';
import type { Publisher } from '../../core/ports.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import type { Config } from '../config/config.ts';
import { CHANNEL_EXAMPLES, channelsOf } from './channels.ts';

/**
 * The channels that somebody asks for by name on their own machine, as casefile.yml sets them up.
 * @throws CasefileError `BadUsage` for one that is not set up
 */
export function localPublishers(names: readonly string[], config: Config, aws: AwsOptions): Publisher[] {
  const channels = channelsOf(config);
  return names.map((wanted) => {
    const channel = channels.find(({ name }) => name === wanted);
    if (channel !== undefined) return channel.publisher({ aws, sns: () => new SNSClient(aws) });
    throw new CasefileError('BadUsage', `Channel ${wanted} is not set up.`, {
      hint: `In casefile.yml: ${CHANNEL_EXAMPLES}; pass it with --config.`,
    });
  });
}
