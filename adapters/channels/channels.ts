/** All kinds of channels. To add one: its file, its lines here, and its settings in `channel-settings.ts`. */
import * as z from 'zod';
import { amazonQ } from './amazon-q.ts';
import type { Channel } from './channel.ts';
import { CHANNEL_SETTINGS } from './channel-settings.ts';
import { slack } from './slack.ts';
import { sns } from './sns.ts';
import { webhook } from './webhook.ts';

const Settings = z.object(CHANNEL_SETTINGS);
type Settings = z.infer<typeof Settings>;

const KINDS = [sns, amazonQ, slack, webhook] as const;

/** How each is set up, for those who have set up none. */
export const CHANNEL_EXAMPLES = KINDS.map(({ example }) => `\`${example}\``).join(' or ');

/** The channels that a configuration sets up. */
export function channelsOf(settings: Settings): Channel[] {
  return [
    settings.sns && sns.setUp(settings.sns),
    settings.amazonQ && amazonQ.setUp(settings.amazonQ),
    settings.slack && slack.setUp(settings.slack),
    settings.webhook && webhook.setUp(settings.webhook),
  ].filter((channel) => channel !== undefined);
}
