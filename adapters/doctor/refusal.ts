import * as z from 'zod';
import { clip } from '../../core/clip.ts';
import { cleanText } from '../../core/clean/clean-texts.ts';

/** Why AWS did not do what it was asked. */
export interface Refusal {
  kind: 'denied' | 'throttled' | 'late' | 'other';
  /** The IAM action that is denied, if AWS says it. */
  action?: string;
  /** A policy forbids it: none that allows it would help. */
  explicitly?: true;
  name: string;
  /** What AWS says, fit to be shown. */
  text: string;
}

const Thrown = z.looseObject({ name: z.string().default('Error'), message: z.string().default('') });

const MAX_CHARS = 300;

export function refusalOf(error: unknown): Refusal {
  const { name, message } = Thrown.safeParse(error).data ?? { name: 'Error', message: String(error) };
  const text = clip(cleanText(message), MAX_CHARS);
  if (/^(?:TimeoutError|AbortError)$/.test(name)) return { kind: 'late', name, text };
  if (/Throttl|TooManyRequests|RequestLimitExceeded|LimitExceededException/.test(name)) {
    return { kind: 'throttled', name, text };
  }
  if (/AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized/.test(name)) {
    const [, action] = /not authorized to perform: ([\w-]{1,40}:\w{1,80})/.exec(message) ?? [];
    return {
      kind: 'denied',
      ...(action !== undefined && { action }),
      ...(/with an explicit deny/.test(message) && { explicitly: true }),
      name,
      text,
    };
  }
  return { kind: 'other', name, text };
}
