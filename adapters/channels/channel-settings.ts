import { AmazonQSettings } from './amazon-q.ts';
import { SlackSettings } from './slack.ts';
import { SnsSettings } from './sns.ts';
import { WebhookSettings } from './webhook.ts';

/**
 * The channels' keys in casefile.yml. Every deployed function reads these; what delivers stays out of the bundles of those
 * that don't (`channels.ts`).
 */
export const CHANNEL_SETTINGS = {
  sns: SnsSettings.optional(),
  amazonQ: AmazonQSettings.optional(),
  slack: SlackSettings.optional(),
  webhook: WebhookSettings.optional(),
};

/** By which `channels:` and `--deliver` choose them; the terminal is a channel of the commands alone. */
export const CHANNEL_NAMES = ['sns', 'slack', 'amazon-q', 'webhook'] as const;
