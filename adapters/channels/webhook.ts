import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { sha256 } from '../../core/canonical.ts';
import { CasefileError } from '../../core/errors.ts';
import type { Message, Publisher } from '../../core/ports.ts';
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

const WHAT = 'the secret of the webhook';
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
/** Shorter ones can be guessed from what they sign. */
const MIN_SECRET_CHARS = 16;

const Url = z.string().refine((text) => {
  const url = URL.parse(text);
  if (url === null || `${url.username}${url.password}` !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.includes(url.hostname));
}, 'expected an https: URL without a password in it');

export const WebhookSettings = z.union([
  z.strictObject({ url: Url, secretParameter: ParameterName }),
  z.strictObject({ url: Url, secretVariable: VariableName }),
]);

const EXAMPLE = 'webhook: { url: https://ops.example.com/casefile, secretParameter: /casefile/webhook }';

/** A server of one's own, which gets the report as JSON, signed. */
export const webhook: ChannelKind<typeof WebhookSettings> = {
  name: 'webhook',
  settings: WebhookSettings,
  example: EXAMPLE,
  setUp(settings) {
    const keep: Keep =
      'secretParameter' in settings
        ? { parameter: settings.secretParameter, what: WHAT }
        : { variable: settings.secretVariable, what: WHAT };
    const secretOf = ({ aws }: ChannelAccess) => keptSecret(keep, aws);
    return {
      name: 'webhook',
      publisher: (access) => webhookPublisher(settings.url, secretOf(access)),
      checks: (access) => [{ name: 'webhook', run: () => checkKept(secretOf(access), judgeSecret) }],
      ...keptInStage(keep, 'webhook.secretVariable', EXAMPLE),
    };
  },
};

function judgeSecret(text: string): Checked {
  return text.length >= MIN_SECRET_CHARS
    ? ok("The webhook's secret can be read; its URL is not tried, as that would post a message.")
    : failed("The webhook's secret is too short.", `Store one of at least ${MIN_SECRET_CHARS} characters.`);
}

/**
 * Posts messages as JSON. `Casefile-Signature` is `sha256=` and the hexadecimal HMAC-SHA-256, under the shared secret, of
 * `<Casefile-Timestamp>.<body>`: who checks both knows that the body is ours and, from the time (seconds since 1970), that
 * nobody sends an old one again. `Casefile-Delivery` is the same for a message that is sent twice.
 * @param now seconds since 1970: the receiver compares them with its own clock
 */
export function webhookPublisher(
  url: string,
  secret: () => Promise<string>,
  patience: Patience = PATIENCE,
  now: () => number = () => Math.floor(Date.now() / 1_000),
): Publisher {
  return {
    channel: 'webhook',
    async publish(message) {
      const key = await readSecret(secret, WHAT);
      if (key.length < MIN_SECRET_CHARS) {
        throw new CasefileError('DeliveryRefused', `${WHAT} is too short.`, {
          hint: `Store one of at least ${MIN_SECRET_CHARS} characters.`,
        });
      }
      const body = JSON.stringify({ v: 1, ...message });
      const { answer, uncertain } = await tryPatiently((attemptMs) => {
        const timestamp = String(now());
        const headers = {
          'content-type': 'application/json',
          'user-agent': 'casefile',
          'casefile-delivery': deliveryOf(message, body),
          'casefile-timestamp': timestamp,
          'casefile-signature': `sha256=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`,
        };
        return post(url, headers, body, attemptMs);
      }, patience);
      if (answer.status >= 200 && answer.status < 300) return {};
      throw deliveryError(answer, uncertain);
    },
  };
}

/** `0a1b2c3d4e5f-live/1`, or a hash of what has no case. */
function deliveryOf(message: Message, body: string): string {
  switch (message.kind) {
    case 'report':
      return `${message.report.caseId}/${message.report.k}`;
    case 'resolved':
      return `${message.caseId}/resolved`;
    case 'failure':
      return sha256(body).slice(0, 32);
  }
}

interface WebhookAnswer extends Answer {
  /** Why there was no answer, in a word. */
  word: string;
}

async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  attemptMs: number,
): Promise<WebhookAnswer> {
  try {
    // A redirect is an answer like any other, but is not followed: the message would go to whoever it names.
    const signal = AbortSignal.timeout(attemptMs);
    const response = await fetch(url, { method: 'POST', redirect: 'manual', headers, body, signal });
    // What it says is nobody's concern, and may be endless.
    await response.body?.cancel();
    return { status: response.status, retryAfter: response.headers.get('retry-after'), word: '' };
  } catch (error) {
    return { status: 0, retryAfter: null, word: wordOf(error) };
  }
}

function deliveryError(answer: WebhookAnswer, uncertain: boolean): CasefileError {
  const { status, word } = answer;
  if (status === 0) {
    return new CasefileError('DeliveryFailed', `The webhook did not answer (${word}).`, {
      hint: 'The message may have arrived. Check the URL in casefile.yml, and the server behind it.',
    });
  }
  const refused = isRefused(answer, uncertain);
  return new CasefileError(
    refused ? 'DeliveryRefused' : 'DeliveryFailed',
    `The webhook answered with ${status}${status >= 300 && status < 400 ? ', a redirect, which is not followed' : ''}.`,
    {
      hint: refused
        ? 'Check the URL in casefile.yml, and that the server knows the secret.'
        : 'The server is busy or broken: try again later.',
    },
  );
}
