import { type JsonObject, type ParsedLine, asObject, objectOf } from './parse-line.ts';

/** One thing that a line says: an error and what it says of itself, or words without an error's name. */
export interface Statement {
  class?: string;
  /** Name, code and message. */
  text: string;
  /** It is what something that was called said of itself. */
  callee?: true;
}

const MAX_DEPTH = 5;
const MAX_STATEMENTS = 24;
const MAX_CHARS = 4_000;

/** What the line says, outermost first: the last is the deepest cause. */
export function statementsOf({ text, head, json }: ParsedLine): Statement[] {
  const before = json === undefined ? text : head;
  const said: Statement[] = statementsInText(before);
  if (json !== undefined) said.push(...statementsInJson(json, quotesCallee(before, json), 0));
  return said.slice(0, MAX_STATEMENTS).map((one) => ({ ...one, text: one.text.slice(0, MAX_CHARS) }));
}

/** Runtimes put the error's own object behind these words; what stands behind others was said by somebody else. */
const OWN_HEAD =
  /(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection|raised from handler(?: method)?|exception from handler|when loading handler|Unhandled exception|panicked)\s*:?\s*$/i;
/** How callers word that what they called failed. */
const CALLED =
  /FunctionError|functionError|downstream|Unhandled\b|\b(?:invo(?:ke|cation) of|called (?:function|lambda)|answered|returned|responded|callee)\b/i;

function quotesCallee(head: string, json: JsonObject): boolean {
  if (asObject(json['responsePayload']) !== undefined) return true;
  const before = head.trim();
  if (before === '' || OWN_HEAD.test(before)) return false;
  const isError = ['errorMessage', 'errorType', 'error', 'message'].some((key) => json[key] !== undefined);
  return isError && CALLED.test(before);
}

const MESSAGE_KEYS = [
  'message',
  'msg',
  '@m',
  '@mt',
  'event',
  'Message',
  'MessageTemplate',
  'M',
  'body',
  'text',
  'log',
];
/** A line's own `name` and `type` are its logger's; under these only an error has its name. */
export const OUTER_CLASS_KEYS: readonly string[] = [
  'errorType',
  'exception_name',
  'error.type',
  'exception_class',
  'errorName',
];
const CLASS_KEYS = [
  'errorType',
  'type',
  'name',
  'class',
  'exception_class',
  'exc_type',
  'exception_name',
  'kind',
  'errorName',
  'error.type',
  '_class',
  'Type',
  'ClassName',
];
const SAID_KEYS = [
  'errorMessage',
  'message',
  'msg',
  'exception_message',
  'exc_value',
  'value',
  'description',
  'error.message',
  'Message',
  'error_description',
  'detail',
  'details',
  'integrationErrorMessage',
  'errormessage',
];
/** What holds an error one level down, the outer first. */
const ERROR_KEYS = [
  'error',
  'err',
  'Error',
  'exception',
  'Exception',
  '@x',
  'exc_info',
  'ex',
  'e',
  'failure',
  'panic',
  'errorVerbose',
  'stack_trace',
  'stackTrace',
  'stacktrace',
  'stack',
  'error.stack_trace',
  'thrown',
  'extendedStackTrace',
  'reason',
  'cause',
  'Cause',
  'innerError',
  'InnerException',
  'inner',
  'originalError',
  'previous',
  'rootCause',
  'errors',
  'responsePayload',
  'fields',
  'record',
  'context',
  'details',
  'integrationErrorMessage',
];
const CODE_KEYS = ['code', 'sqlState', 'errno', 'status', 'statusCode', 'errorCode', 'Code'];

function markOf(callee: boolean): Pick<Statement, 'callee'> {
  return callee ? { callee: true } : {};
}

function statementsInJson(json: JsonObject, callee: boolean, depth: number): Statement[] {
  const mark = markOf(callee);
  const said: Statement[] = [];
  const error = namedError(json, depth);
  if (error !== undefined) said.push({ ...error, ...mark });
  for (const key of MESSAGE_KEYS) {
    const value = json[key];
    // What an error says of itself has been read with its name.
    if (error === undefined || depth === 0) said.push(...statementsInValue(value, callee, depth));
  }
  for (const key of ERROR_KEYS) {
    if (MESSAGE_KEYS.includes(key)) continue;
    const inner =
      key === 'responsePayload' ||
      (depth === 0 && key === 'details' && json['type'] === 'LambdaFunctionFailed');
    said.push(...statementsInValue(json[key], callee || inner, depth));
  }
  return said;
}

function statementsInValue(value: unknown, callee: boolean, depth: number): Statement[] {
  const mark = markOf(callee);
  if (depth >= MAX_DEPTH) return [];
  if (typeof value === 'string') {
    if (isEmpty(value)) return [];
    const json = value.trimStart().startsWith('{') ? objectOf(value) : undefined;
    if (json !== undefined) return statementsInJson(json, callee, depth + 1);
    const brace = value.indexOf('{"');
    const behind = brace > 0 ? objectOf(value.slice(brace)) : undefined;
    const own = statementsInText(value).map((one) => ({ ...one, ...mark }));
    if (behind === undefined) return own;
    return [
      ...own,
      ...statementsInJson(behind, callee || quotesCallee(value.slice(0, brace), behind), depth + 1),
    ];
  }
  if (Array.isArray(value)) {
    const texts = value.filter((one): one is string => typeof one === 'string');
    if (texts.length > 0) return statementsInText(texts.join('\n')).map((one) => ({ ...one, ...mark }));
    return value.slice(0, 3).flatMap((one) => statementsInValue(one, callee, depth + 1));
  }
  const object = asObject(value);
  return object === undefined ? [] : statementsInJson(object, callee, depth + 1);
}

/** Values of error fields that say that there was none. */
const EMPTY = /^(?:|-|none|null|nil|false|true|ok|0|undefined|no error|\{\}|\[\])$/i;

function isEmpty(value: string): boolean {
  return EMPTY.test(value.trim());
}

/** An object that is an error: a name or a code beside a message, or a stack that begins with its name. */
function namedError(json: JsonObject, depth: number): Statement | undefined {
  const textOf = (keys: readonly string[]) => {
    for (const key of keys) {
      const value = json[key];
      if (typeof value === 'string' && !isEmpty(value)) return value;
    }
    return undefined;
  };
  const outer = depth === 0;
  const name = textOf(outer ? OUTER_CLASS_KEYS : CLASS_KEYS);
  const message = textOf(
    outer
      ? ['errorMessage', 'error.message', 'exception_message', 'integrationErrorMessage', 'errormessage']
      : SAID_KEYS,
  );
  const codes = CODE_KEYS.map((key) => json[key]).filter(
    (one) => typeof one === 'string' || typeof one === 'number',
  );
  const code = codes.find((one) => typeof one === 'string' && CODE.test(one));
  if (name === undefined && message === undefined && code === undefined) return undefined;
  const named = name === undefined ? undefined : classIn(name);
  // `Error` says nothing where a code says which.
  const ofCode = typeof code === 'string' && (named === undefined || named === 'Error') ? code : undefined;
  const found = ofCode ?? named;
  const status =
    !outer && typeof json['statusCode'] === 'number' ? `status ${json['statusCode']}` : undefined;
  const said = code === undefined ? undefined : `code ${code}`;
  const text = [name, said, message, status].filter((one) => one !== undefined).join(': ');
  return { ...(found !== undefined && { class: found }), text };
}

/** Codes of Node and of drivers, and SQLSTATEs. */
const CODE =
  /^(?:E[A-Z_]{3,40}|UND_ERR_[A-Z_]{3,40}|ER_[A-Z0-9_]{3,50}|ERR_[A-Z_]{3,50}|PROTOCOL_[A-Z_]{3,40}|CERT_[A-Z_]{3,40}|[0-9][0-9A-Z]{4}|[A-Z0-9_]{5,60}_CERT[A-Z_]{0,40})$/;

/** Words that stand before an inner error. */
const INNER = /(?:\(?Caused by:? |\[cause\]: ?|-{3,4}> ?|caused by: ?|\bcause: ?)/;
const FRAME =
  /^\s*(?:at |\.\.\. \d|File "|from \/|#\d|\d{1,3}: 0x|\.{3}|~~|\^)|^\s{4,}|^\t|^--- |^goroutine |^\[signal|^main\.\(|^Require stack|^- \//;

/**
 * Exceptions in lines of text: those of traces, and those that a line names. What stands behind one and is no error of its own
 * (details, an inspected object) belongs to it.
 */
function statementsInText(text: string): Statement[] {
  const said: Statement[] = [];
  // Python prints the cause above what it caused; what was raised while another was handled stands last.
  const upward: Statement[] = [];
  let inTrace = false;
  for (const line of text.split('\n').slice(0, MAX_LINES)) {
    if (line.trim() === '') continue;
    if (line.startsWith('Traceback (most recent call last)')) {
      inTrace = true;
      continue;
    }
    if (line.includes('direct cause of the following exception')) {
      upward.unshift(...said.splice(0).reverse());
      inTrace = false;
      continue;
    }
    const isInner = INNER.test(line.slice(0, 40));
    if (FRAME.test(line) && !isInner && !DETAIL.test(line)) continue;
    const isHead = CLASS_HEAD.test(line);
    if (inTrace && !isHead && !TRACE_END.test(line)) continue;
    const last = said.at(-1);
    if (last === undefined || inTrace || isInner || isHead) said.push(...statementsInOne(line));
    else last.text = `${last.text} ${line.trim()}`;
    inTrace = false;
  }
  return [...said, ...upward];
}

const MAX_LINES = 400;
/** Properties of an error that Node prints below its trace. */
const DETAIL = /^\s{2,8}['"]?[$\w]{1,40}['"]?: /;

/** A line of text may hold a chain: `SSLError: … (Caused by SSLError(SSLCertVerificationError(1, '…')))`. */
function statementsInOne(line: string): Statement[] {
  const parts = line.split(INNER).filter((part) => part.trim() !== '');
  return parts.map((part) => {
    const found = classIn(part);
    return { ...(found !== undefined && { class: found }), text: part.trim() };
  });
}

/** Names that runtimes and libraries give to errors. */
const CLASS_WORD = String.raw`(?:[A-Za-z_$][\w$]{0,60}(?:\.|::|\/)){0,10}(?:[A-Z][\w$]{0,80}?(?:Error|Exception|Fault|Failure|Timeout|TimedOut|Expired|Denied|Refused|Violation|Canceled|Cancelled|Unauthenticated|Crash|TooLong|DoesNotExist|Exceeded|TooLarge|NotFound)|(?:Runtime|Sandbox|Function|Extension|States)\.[A-Z]\w{2,40}|E[A-Z]{5,20}|Throttling|AccessDenied|SlowDown|DeadlockDetected)`;
const CLASS = new RegExp(String.raw`(?<![\w$.])(${CLASS_WORD})(?![\w$])`, 'g');
const CLASS_HEAD = new RegExp(String.raw`^\s*${CLASS_WORD}(?::|$)`);
/** A trace of Python ends with the error, whatever its name. */
const TRACE_END = /^[\w.]{3,120}(?::|$)/;

/** The deepest error that a text names, by its short name. */
function classIn(text: string): string | undefined {
  const head = text.slice(0, 1_000);
  const coded =
    /\bapi error (\w{3,80})|\(SQLSTATE (\w{5})\)|Error Code: (\w{3,80})|An error occurred \(([A-Za-z]\w{2,80})\)|unhandled error \((\w{3,80})\)|Errors::(\w{3,80})|error=(States\.\w{3,40})/.exec(
      head,
    );
  const code = coded?.slice(1).find((one) => one !== undefined);
  if (code !== undefined) return code;
  const wrapped = /Function<(\w{1,80})>|Init<(\w{1,80})>/.exec(head);
  if (wrapped !== null) return wrapped[1] ?? wrapped[2];
  const found = [...head.matchAll(CLASS)]
    .map(([, name = '']) => name)
    .filter((name) => !/^(?:Error|Exception|Failure)$/.test(name));
  // A chain in one line ends with its cause; a class behind the message's first words is quoted.
  const first = found[0];
  if (first === undefined) return /^(?:Uncaught )?Error: /.test(head) ? 'Error' : undefined;
  const chain = /^[\w$.:]{1,200}(?:: [\w$.:]{1,200})*: /.exec(head)?.[0] ?? '';
  const last = found.filter((name) => chain.includes(name)).at(-1) ?? first;
  const name = /\((\w{3,80}(?:Error|Exception))\(/.exec(head)?.[1] ?? last;
  return /^(?:Runtime|Sandbox|Function|Extension|States)\./.test(name)
    ? name
    : (name.split(/[.:/]/).at(-1) ?? name);
}
