import { SERVICES } from '../catalogue/catalogue.ts';
import { calledService } from './called-service.ts';
import type { FailureMode, FailureWords } from './failure-mode.ts';
import { type Level, levelOf } from './level.ts';
import { hostIn } from './named-host.ts';
import { ownFrame } from './own-frame.ts';
import { type ParsedLine, parseLine } from './parse-line.ts';
import { type PlatformLine, platformLine } from './platform-line.ts';
import { type Statement, statementsOf } from './statements.ts';
import { ACCESS_WORDS } from './words/access.ts';
import { CODE_WORDS } from './words/code.ts';
import { LIMIT_WORDS } from './words/limits.ts';
import { NETWORK_WORDS } from './words/network.ts';
import { START_WORDS } from './words/start.ts';

/** What a log line means, as far as its words are known. */
export interface LineReading {
  /** What the line says of itself; absent if it doesn't. */
  level?: Level;
  /** It tells of a failure. */
  isError: boolean;
  /** How it failed; `unknown`: in words that are not known here. */
  mode: FailureMode | 'unknown';
  /** The words that say so, as they stand in the line. */
  says?: string;
  /** The short name of the deepest error. */
  errorClass?: string;
  /** The host that was called, in small letters. */
  host?: string;
  /** What is denied, as IAM writes it. */
  action?: string;
  /** The service that was called, as CloudTrail writes it. */
  service?: string;
  /** Lambda ended the invocation after so many seconds. */
  seconds?: number;
  /** What is used up is memory. */
  memory?: true;
  /** It quotes what something that was called said of itself. */
  callee?: true;
  /** Where in the user's own code it came up. */
  frame?: string;
}

/**
 * More telling words stand first: a size that is too large is a limit that is exceeded too, and each error of a client is
 * one of the code that has it.
 */
const WORDS: readonly FailureWords[] = [
  // What code asks of a value that it does not have, whatever the value is called.
  ['own-error', /TypeError\b.{0,200}(?:is not a function|\(reading '|\(setting '|Cannot read propert)/],
  ...CODE_WORDS.filter(([mode]) => mode === 'slow'),
  ...START_WORDS.filter(([mode]) => mode === 'cannot-start'),
  ...ACCESS_WORDS,
  ...LIMIT_WORDS.filter(([mode]) => mode === 'too-large'),
  ...SERVICES.flatMap(({ throttled }) =>
    throttled === undefined ? [] : [['throttled', throttled.words] as const],
  ),
  ...LIMIT_WORDS.filter(([mode]) => mode !== 'too-large'),
  ...NETWORK_WORDS,
  ...START_WORDS.filter(([mode]) => mode === 'bad-setting'),
  ...CODE_WORDS.filter(([mode]) => mode !== 'slow'),
];

/** Reads what any log line says. Takes time in proportion to the line's length, of which the ends are read. */
export function readLine(message: string): LineReading {
  const line = parseLine(message);
  const platform = platformLine(line);
  if (platform !== undefined) return readPlatform(platform);
  const level = levelOf(line);
  const told = level === undefined ? {} : { level };
  if (isNoError(line, level)) return { ...told, isError: false, mode: 'unknown' };
  const statements = statementsOf(line);
  const failure = failureOf(statements, line);
  if (!isFailure(line, level, statements, failure)) return { ...told, isError: false, mode: 'unknown' };
  return { ...told, isError: true, ...failure };
}

function readPlatform({ failure, says, seconds }: PlatformLine): LineReading {
  if (failure === undefined) return { isError: false, mode: 'unknown' };
  const found = failure === 'timeout' ? undefined : modeOf(failure);
  return {
    isError: true,
    mode: failure === 'timeout' ? 'slow' : (found?.mode ?? 'unknown'),
    ...(says !== undefined && { says }),
    ...(seconds !== undefined && { seconds }),
    ...(failure !== 'timeout' && { errorClass: failure }),
    ...(found?.mode === 'exhausted' && { memory: true as const }),
  };
}

/** Metrics in a line, access logs, advice of runtimes: words of errors in them tell of none. */
function isNoError({ json, text, head }: ParsedLine, level: Level | undefined): boolean {
  if (json?.['_aws'] !== undefined && head.trim() === '' && level !== 'error') return true;
  if (ACCESS_LOG.test(text)) return true;
  // Node writes advice as errors; others do not.
  return ADVICE.test(text) && (level !== 'error' || NODE_ADVICE.test(text));
}

const ACCESS_LOG =
  /^\S{1,253} \S{1,100} \S{1,100} \[[^\]]{10,40}\] "[A-Z]{3,8} |^\S{1,20}\s{1,8}\S{3,60}:\d{1,5} - "[A-Z]{3,8} |^(?:https?|h2|wss?) \d{4}-\d\d-\d\dT\S{8,20}Z app\//;
const ADVICE =
  /DeprecationWarning|ExperimentalWarning|MaxListenersExceededWarning|^LAMBDA_WARNING|in maintenance mode|Connection pool is full, discarding|Thread starvation or clock leap|Failed to validate connection|PHP Deprecated|FutureWarning|UserWarning|InsecureRequestWarning/;

const NODE_ADVICE = /^\S{20,35}\t\S{1,40}\tERROR\t\(node:\d{1,9}\) /;

type Failure = Omit<LineReading, 'level' | 'isError'>;

/** The innermost statement whose words are known tells how it failed; wrappers tell nothing. */
function failureOf(statements: readonly Statement[], line: ParsedLine): Failure {
  const inward = statements.toReversed();
  const known = inward.flatMap((statement) => {
    const found = modeOf(statement.text);
    return found === undefined ? [] : [{ ...found, callee: statement.callee === true }];
  });
  // Of an answer over HTTP the caller tells how it was refused, whatever the answer says of itself.
  const refusal = known.find(({ mode, callee }) => mode === 'refused' && !callee);
  const found = known[0]?.callee === true ? (refusal ?? known[0]) : known[0];
  const mode = found?.mode ?? 'unknown';
  const host = inward.map(({ text }) => hostIn(text)).find((one) => one !== undefined);
  const classes = inward.flatMap((one) => one.class ?? []);
  const errorClass = classes.find((one) => one !== 'Error') ?? classes[0];
  const isOwnTimeout = OWN_TIMEOUT.test(line.text);
  const seconds = /Task timed out after (\d{1,4}(?:\.\d{1,3})?) seconds/.exec(line.text)?.[1];
  const callee =
    (known[0]?.callee ?? statements.some((one) => one.callee === true)) ||
    (seconds !== undefined && !isOwnTimeout && QUOTES_TIMEOUT.test(line.text)) ||
    QUOTES_CALLEE.test(line.text);
  // As IAM words it: whoever writes into a log can write the rest.
  const action =
    /arn:aws[\w-]{0,10}:(?:sts|iam)::\d{0,12}:[\w+=,.@/-]{1,200} is not authorized to perform:? ([a-z0-9-]{1,40}:[A-Za-z*]{1,60})/.exec(
      line.text,
    )?.[1];
  const service = NAMES_SERVICE.includes(mode) ? serviceIn(line.text) : undefined;
  const frame = ownFrame(textOfTrace(line));
  return {
    mode,
    ...(found !== undefined && line.text.includes(found.says) && { says: found.says }),
    ...(errorClass !== undefined && { errorClass }),
    ...(host !== undefined && mode !== 'own-error' && mode !== 'cannot-start' && { host }),
    ...(action !== undefined && mode === 'denied' && { action }),
    ...(service !== undefined && { service }),
    ...(isOwnTimeout && seconds !== undefined && { seconds: Number(seconds) }),
    ...(mode === 'exhausted' && MEMORY.test(found?.says ?? '') && { memory: true as const }),
    ...(callee && { callee: true as const }),
    ...(frame !== undefined && { frame }),
  };
}

const MEMORY = /memory|heap|signal: killed|GC overhead|Metaspace|OOM|137/i;

/** Failures of calls to a service of AWS. */
const NAMES_SERVICE: readonly (FailureMode | 'unknown')[] = ['throttled', 'denied', 'bad-setting'];

/** Lambda's own words, against those in which a caller tells what the function it called said. */
const OWN_TIMEOUT =
  /^(?:\d{4}-\d\d-\d\dT[\d:.]{8,12}Z )?(?:RequestId: )?[0-9a-f-]{36} (?:Error: )?Task timed out/;
const QUOTES_TIMEOUT =
  /errorMessage|Sandbox\.Timedout|FunctionError|RequestId: |[0-9a-f-]{36} (?:Error: )?Task timed out/;
const QUOTES_CALLEE =
  /FunctionError\b|functionError=|"type":"(?:LambdaFunction|Activity|Task)(?:Failed|TimedOut)"|\b(?:child|downstream|nested) (?:workflow|lambda|function|execution)\b|"responsePayload"/;

function modeOf(text: string): { mode: FailureMode; says: string } | undefined {
  const plain = withoutPaths(text);
  for (const [mode, words] of WORDS) {
    const says = words.exec(plain)?.[0];
    if (says !== undefined) return { mode, says: says.trim() };
  }
  return undefined;
}

/** Words in a URL's path, a file's name or a setting say nothing of what failed. */
function withoutPaths(text: string): string {
  return text
    .replace(
      /([a-z][a-z+]{1,15}:\/\/[^\s/'"?#)]{1,255})[^\s'")]{0,2000}/g,
      (whole, origin: string) =>
        origin.replace(/\/\/.*/, '//') + (/undefined/.test(whole) ? 'undefined' : ''),
    )
    .replace(/(?:\/[\w.@+-]{1,100}){2,20}/g, '');
}

/** Where a trace is a list or a string in JSON, its line ends stand behind a backslash. */
function textOfTrace({ text }: ParsedLine): string {
  return text.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\"/g, '"');
}

/** The more telling first: some words are those of two services, and only one says more. */
const BY_WORDS = SERVICES.flatMap(({ eventSource, throttled }) =>
  throttled === undefined ? [] : [{ eventSource, ...throttled }],
).toSorted((a, b) => Number(a.beside === undefined) - Number(b.beside === undefined));

function serviceIn(text: string): string | undefined {
  const called = calledService(text);
  if (called !== undefined) return called;
  return BY_WORDS.find(({ words, beside }) => beside?.test(text) !== false && words.test(text))?.eventSource;
}

/** Whether a line tells of a failure: by its level; without one, or with a low one, by what it says. */
function isFailure(
  { text, json, head }: ParsedLine,
  level: Level | undefined,
  statements: readonly Statement[],
  { mode, errorClass }: Failure,
): boolean {
  if (level === 'error') return true;
  const known = mode !== 'unknown';
  if (level === 'warn') return known && !GOES_ON.test(text);
  const hasTrace = /\n\s{1,8}at |\n\tat |Traceback \(most recent/.test(text);
  if (level !== undefined) return known && errorClass !== undefined && hasTrace && !GOES_ON.test(text);
  if (GOES_ON.test(text) && errorClass === undefined) return false;
  // As runtimes and Lambda itself write an error that nobody caught, whatever stands before it.
  const { errorMessage, errorType } = json ?? {};
  if (typeof errorMessage === 'string' && errorMessage !== '' && typeof errorType === 'string') return true;
  const whole = json !== undefined && head.trim() === '';
  if (whole) return isFailedRecord(statements, text, known);
  return (
    (errorClass !== undefined && STARTS_WITH_ERROR.test(text)) ||
    (known && FAILS.test(text)) ||
    /^\S{0,40}\s?(?:Error|ERROR|FATAL|Exception)\b[: ]/.test(text)
  );
}

/** JSON without a level: it has an error's name and message, or a history's entry says so. */
function isFailedRecord(statements: readonly Statement[], text: string, known: boolean): boolean {
  if (
    /"type":\s?"(?:Task|Execution|LambdaFunction|Activity|Map(?:Iteration|State|Run)|ParallelState)\w{0,10}(?:Failed|TimedOut|Aborted)"|"condition":\s?"(?:RetriesExhausted|EventAgeExceeded)"/.test(
      text,
    )
  )
    return true;
  return known && statements.some((one) => one.class !== undefined);
}

/** The call is made again, or went well in the end. */
const GOES_ON =
  /\b(?:attempt|try|retry) #?\d{1,3}(?: of |\/)\d|next (?:attempt|try) in|\bretrying\b|will retry|retry needed|succeeded after|recovered after|context canceled|\b(?:0|no) (?:errors?|failures?|exceptions?|timeouts?)\b/i;
const STARTS_WITH_ERROR =
  /^(?:(?:\d{4}[-/]\d\d[-/]\d\d[T ])?[\d:.,Z+ -]{0,30})?(?:\(?[\da-f-]{36}\)?\s)?(?:[\w$.:/[\] -]{0,120}: )?(?:[\w$]{1,60}(?:\.|::)){0,10}\w{0,80}(?:Error|Exception|Fault|Failure|Timeout|Throttling|Denied|TimedOut|Refused|Expired|Canceled)\b|^panic: |(?:operation|api|response) error /;
const FAILS =
  /\b(?:error|exception|fatal|fail(?:ed|ure|s)?|panic(?:ked)?|timed? out|denied|refused|killed|not found|could not|cannot|can't|unable to|canceling|cancelled|expired|exceeded|invalid|unreachable|no such|not authorized|unauthorized|forbidden|throttl\w*)\b/i;
