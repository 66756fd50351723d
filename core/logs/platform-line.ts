import { type JsonObject, type ParsedLine, asObject } from './parse-line.ts';

/** A line that Lambda itself writes about an invocation or an environment. */
export interface PlatformLine {
  /** `report`, `init`, `extension` … */
  kind: string;
  /** Set where it says that something failed: `timeout`, or the type of the error. */
  failure?: string;
  /** The words that say so. */
  says?: string;
  /** How long it ran, where it ran out of time. */
  seconds?: number;
}

const TEXT =
  /^(?:(START|END|REPORT) RequestId: |(INIT_START|INIT_REPORT|RESTORE_START|RESTORE_REPORT) |(EXTENSION|LOGS|TELEMETRY)\t)/;

/** Lambda's own line, as text or as JSON; undefined for all others. */
export function platformLine({ text, head, json }: ParsedLine): PlatformLine | undefined {
  const type = json?.['type'];
  if (head.trim() === '' && typeof type === 'string' && type.startsWith('platform.')) {
    const record = json && asObject(json['record']);
    return { kind: type.slice('platform.'.length), ...failureOf(record) };
  }
  const kind = TEXT.exec(text)
    ?.slice(1)
    .find((one) => one !== undefined);
  if (kind === undefined) return undefined;
  const errorType = /\tError Type: ([\w.]{1,100})/.exec(text);
  const timeout = /\tStatus: timeout\b/.exec(text);
  // An init that ran out of time is done again with the invocation, and most of those go well.
  const said = errorType ?? (kind === 'INIT_REPORT' ? null : timeout);
  return {
    kind: kind.toLowerCase().replace('_', '-'),
    ...(said !== null && { failure: said[1] ?? 'timeout', says: said[0].trim() }),
    ...(said === timeout &&
      timeout !== null &&
      secondsOf(/\tDuration: (\d{1,9}(?:\.\d{1,3})?) ms/.exec(text)?.[1])),
  };
}

function secondsOf(ms: unknown): Pick<PlatformLine, 'seconds'> {
  const seconds = Number(ms ?? NaN) / 1_000;
  return Number.isFinite(seconds) ? { seconds } : {};
}

function failureOf(record: JsonObject | undefined): Omit<PlatformLine, 'kind'> {
  const { status, errorType } = record ?? {};
  if (typeof errorType === 'string' && errorType !== '') return { failure: errorType, says: errorType };
  if (status !== 'timeout') return {};
  return { failure: 'timeout', says: 'timeout', ...secondsOf(asObject(record?.['metrics'])?.['durationMs']) };
}
