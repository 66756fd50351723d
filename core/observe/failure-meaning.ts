import { SERVICES } from '../catalogue/catalogue.ts';
import type { LineReading } from '../logs/read-line.ts';

/**
 * What an error line says, as `says that …`, in words of ours: a log line may not put its own here, but for names that can be
 * nothing else. Undefined where nothing of it is known, or where it is the code's own.
 */
export function meaningOf({
  mode,
  action,
  host,
  service,
  seconds,
  memory,
  callee,
}: LineReading): string | undefined {
  if (callee === true && host === undefined) return 'that a function it called failed by itself';
  switch (mode) {
    case 'unknown':
    case 'own-error':
    case 'silent':
    case 'volume':
      return undefined;
    case 'denied':
      return action === undefined ? 'that access is denied' : `that ${action} is denied`;
    case 'unauthenticated':
      return host === undefined
        ? 'that credentials are missing, or are not accepted'
        : `that ${host} does not accept its credentials`;
    case 'expired':
      return host === undefined
        ? 'that a certificate, a token or a signature is past its date'
        : `that a certificate or a token is past its date, with ${host}`;
    case 'unreachable':
      return host === undefined
        ? 'that a call over the network got no answer'
        : `that a call to ${host} got no answer`;
    case 'refused':
      return host === undefined ? 'that a call over the network failed' : `that a call to ${host} failed`;
    case 'throttled':
      return throttledMeaning(service);
    case 'exhausted':
      return memory === true
        ? 'that the invocation ran out of memory'
        : 'that something that it needs is used up';
    case 'bad-setting':
      return 'that a setting is missing, or does not fit';
    case 'cannot-start':
      return 'that the code can’t be started';
    case 'slow':
      return seconds === undefined
        ? 'that something took too long'
        : `that the invocation was ended after ${seconds} s, the function's timeout`;
    case 'too-large':
      return 'that what is sent is too large';
    case 'rejected-input':
      return 'that what it was given is not accepted';
  }
}

function throttledMeaning(service: string | undefined): string {
  const known = SERVICES.find(({ eventSource }) => eventSource === service);
  if (known?.throttled !== undefined) return known.throttled.meaning;
  return service === undefined
    ? 'that an AWS API throttles it'
    : `that ${service.split('.')[0] ?? ''} throttles it`;
}
