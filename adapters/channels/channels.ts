/** All kinds of channels. To add one: its file, and its lines here. */
import * as z from 'zod';
import { amazonQ } from './amazon-q.ts';
import type { Channel } from './channel.ts';
import { slack } from './slack.ts';
import { sns } from './sns.ts';
import { webhook } from './webhook.ts';

/** Their keys in casefile.yml. */
export const CHANNEL_SETTINGS = {
  sns: sns.settings.optional(),
  amazonQ: amazonQ.settings.optional(),
  slack: slack.settings.optional(),
  webhook: webhook.settings.optional(),
};

const Settings = z.object(CHANNEL_SETTINGS);
type Settings = z.infer<typeof Settings>;

const KINDS = [sns, amazonQ, slack, webhook] as const;

/** By which `channels:` and `--deliver` choose them; the terminal is a channel of the commands alone. */
export const CHANNEL_NAMES: readonly string[] = KINDS.map(({ name }) => name);

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
