import { channelsOf } from '../../adapters/channels/channels.ts';
import type { Publisher } from '../../core/ports.ts';
import { snsClient } from './sns-client.ts';
import { environment } from './environment.ts';

/** The channels that a deployment has: its topic, and what casefile.yml sets up beside it. */
export function publishers(): Publisher[] {
  const { region, topic, config } = environment();
  const sns = snsClient(region);
  const own = config.sns ?? (topic === undefined ? undefined : { topic });
  return channelsOf({ ...config, ...(own && { sns: own }) }).map((channel) =>
    channel.publisher({ aws: { region }, sns: () => sns }),
  );
}
