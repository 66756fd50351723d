import { type FetchFunction, IncomingWebhook, IncomingWebhookHTTPError } from '@slack/webhook';
import * as z from 'zod';
import { CasefileError } from '../../core/errors.ts';
import type { Publisher } from '../../core/ports.ts';
import { type SlackPayload, renderSlack } from '../../core/report/render/render-slack.ts';
import { failed, ok } from '../doctor/check.ts';
import { refusalOf } from '../doctor/refusal.ts';
import type { ChannelAccess, ChannelKind } from './channel.ts';
import { keptSecret, readSecret, wordOf } from './kept-secret.ts';
import { type Answer, PATIENCE, type Patience, isRefused, tryPatiently } from './patience.ts';

const WHAT = 'the URL of the Slack webhook';

export const SlackSettings = z.union([
  z.strictObject({ webhookParameter: z.string().regex(/^\/[\w./-]{1,500}$/) }),
  z.strictObject({ webhookVariable: z.string().regex(/^[A-Z][A-Z0-9_]{0,100}$/) }),
]);

/** An incoming webhook. Its URL is a secret: whoever has it may post. */
export const slack: ChannelKind<typeof SlackSettings> = {
  name: 'slack',
  settings: SlackSettings,
  example: 'slack: { webhookParameter: /casefile/slack }',
  setUp(settings) {
    const inParameter = 'webhookParameter' in settings;
    const keep = inParameter
      ? { parameter: settings.webhookParameter, what: WHAT }
      : { variable: settings.webhookVariable, what: WHAT };
    const urlOf = ({ aws }: ChannelAccess) => keptSecret(keep, aws);
    return {
      name: 'slack',
      publisher: (access) => slackPublisher(urlOf(access)),
      rights: inParameter
        ? [{ action: 'ssm:GetParameter', on: { parameter: settings.webhookParameter } }]
        : [],
      checks: (access) => [{ name: 'slack', run: () => checkUrl(urlOf(access)) }],
      ...(!inParameter && {
        undeployable: {
          why: 'slack.webhookVariable would put a secret into the template.',
          hint: 'Store the URL as an SSM SecureString, and name it with `slack: { webhookParameter: /casefile/slack }`.',
        },
      }),
    };
  },
};

/** The URL is a secret, and is not shown. Nothing is posted to it. */
async function checkUrl(url: () => Promise<string>) {
  try {
    const text = (await url()).trim();
    if (URL.canParse(text) && new URL(text).protocol === 'https:') {
      return ok("The webhook's URL can be read; it is not tried, as that would post a message.");
    }
    return failed(
      "What is kept as the webhook's URL is none.",
      'Store it again: it begins with https://hooks.slack.com/services/',
    );
  } catch (error) {
    if (!(error instanceof CasefileError)) throw error;
    // Whether the parameter is there, or only we may not see it.
    if (error.cause !== undefined && refusalOf(error.cause).name !== 'ParameterNotFound') throw error.cause;
    return failed(error.message, error.hint);
  }
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
  const seen = { retryAfter: null as string | null, trouble: 'the connection broke' };
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
function watched(fetch: FetchFunction, seen: { retryAfter: string | null; trouble: string }): FetchFunction {
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
