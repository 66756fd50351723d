import type { FetchFunction } from '@slack/webhook';
import * as z from 'zod';
import { CasefileError } from '../../core/errors.ts';
import type { Publisher } from '../../core/ports.ts';
import { type SlackPayload, renderSlack } from '../../core/report/render/render-slack.ts';
import { type Checked, failed, ok } from '../doctor/check.ts';
import type { ChannelAccess, ChannelKind } from './channel.ts';
import {
  type Keep,
  ParameterName,
  VariableName,
  checkKept,
  keptInStage,
  keptSecret,
  readSecret,
  wordOf,
} from './kept-secret.ts';
import { type Answer, PATIENCE, type Patience, isRefused, tryPatiently } from './patience.ts';

const WHAT = 'the URL of the Slack webhook';

export const SlackSettings = z.union([
  z.strictObject({ webhookParameter: ParameterName }),
  z.strictObject({ webhookVariable: VariableName }),
]);

const EXAMPLE = 'slack: { webhookParameter: /casefile/slack }';

/** An incoming webhook. Its URL is a secret: whoever has it may post. */
export const slack: ChannelKind<typeof SlackSettings> = {
  name: 'slack',
  settings: SlackSettings,
  example: EXAMPLE,
  setUp(settings) {
    const keep: Keep =
      'webhookParameter' in settings
        ? { parameter: settings.webhookParameter, what: WHAT }
        : { variable: settings.webhookVariable, what: WHAT };
    const urlOf = ({ aws }: ChannelAccess) => keptSecret(keep, aws);
    return {
      name: 'slack',
      publisher: (access) => slackPublisher(urlOf(access)),
      checks: (access) => [{ name: 'slack', run: () => checkKept(urlOf(access), judgeUrl) }],
      ...keptInStage(keep, 'slack.webhookVariable', EXAMPLE),
    };
  },
};

function judgeUrl(text: string): Checked {
  return URL.canParse(text) && new URL(text).protocol === 'https:'
    ? ok("The webhook's URL can be read; it is not tried, as that would post a message.")
    : failed(
        "What is kept as the webhook's URL is none.",
        'Store it again: it begins with https://hooks.slack.com/services/',
      );
}

/** Delivers to the webhook. No error names its URL. */
export function slackPublisher(
  webhookUrl: () => Promise<string>,
  fetch: FetchFunction = globalThis.fetch,
  patience: Patience = PATIENCE,
): Publisher {
  return {
    channel: 'slack',
    async publish(message) {
      const url = await readSecret(webhookUrl, WHAT);
      if (!URL.canParse(url)) {
        throw new CasefileError('DeliveryRefused', `What is kept as ${WHAT} is none.`, {
          hint: 'It begins with https://hooks.slack.com/services/; store it again.',
        });
      }
      const payload = renderSlack(message);
      const { answer, uncertain } = await tryPatiently((ms) => post(url, payload, fetch, ms), patience);
      // A webhook answers "ok", without an id to reply to.
      if (answer.status === 200) return {};
      throw deliveryError(answer, uncertain);
    },
  };
}

interface SlackAnswer extends Answer {
  /** What Slack says, or why there was no answer, in a word. */
  word: string;
}

async function post(
  url: string,
  payload: SlackPayload,
  fetch: FetchFunction,
  timeout: number,
): Promise<SlackAnswer> {
  const seen: Seen = { retryAfter: null, trouble: 'the connection broke' };
  // Here, and not at the head: most functions read the settings above and never send.
  const { IncomingWebhook, IncomingWebhookHTTPError } = await import('@slack/webhook');
  const webhook = new IncomingWebhook(url, { fetch: watched(fetch, seen), timeout });
  try {
    // The library's own retries would repeat what was not answered, and not wait as long as Slack asks.
    await webhook.send(payload);
    return { status: 200, retryAfter: null, word: '' };
  } catch (error) {
    if (!(error instanceof IncomingWebhookHTTPError))
      return { status: 0, retryAfter: null, word: seen.trouble };
    const word = /^[a-z_]{1,60}$/.test(error.body) ? error.body : '';
    return { status: error.statusCode, retryAfter: seen.retryAfter, word };
  }
}

/** What the library does not tell of its calls. */
interface Seen {
  retryAfter: string | null;
  /** Why there was no answer, in a word. */
  trouble: string;
}

function watched(fetch: FetchFunction, seen: Seen): FetchFunction {
  return async (url, init) => {
    try {
      // A redirect is an answer like any other, but is not followed: the message would go to whoever it names.
      const response = await fetch(url, { ...init, redirect: 'manual' });
      seen.retryAfter = response.headers.get('retry-after');
      return response;
    } catch (error) {
      seen.trouble = wordOf(error);
      throw error;
    }
  };
}

/** Tells what became of the message without `cause` or foreign text: either may hold the URL. */
function deliveryError(answer: SlackAnswer, uncertain: boolean): CasefileError {
  const { status, word } = answer;
  if (status === 0) {
    return new CasefileError('DeliveryFailed', `Slack did not answer the webhook (${word}).`, {
      hint: 'The message may have arrived. Check the network, and https://status.slack.com.',
    });
  }
  const refused = isRefused(answer, uncertain);
  return new CasefileError(
    refused ? 'DeliveryRefused' : 'DeliveryFailed',
    `Slack answered the webhook with ${status}${word === '' ? '' : ` (${word})`}.`,
    {
      hint: refused
        ? 'Create the webhook anew if it was revoked or its channel archived, and store its new URL.'
        : 'Slack is busy or broken: try again later.',
    },
  );
}
