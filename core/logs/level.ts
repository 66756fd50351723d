import { type JsonObject, type ParsedLine, asObject } from './parse-line.ts';

/** How serious a line says itself to be. */
export type Level = 'error' | 'warn' | 'info' | 'debug';

/** By the names that loggers give them, in small letters. `panic` and `dpanic`: logrus and zap. */
const NAMES: Readonly<Record<string, Level>> = {
  emergency: 'error',
  emerg: 'error',
  alert: 'error',
  panic: 'error',
  dpanic: 'error',
  fatal: 'error',
  ftl: 'error',
  critical: 'error',
  crit: 'error',
  crt: 'error',
  severe: 'error',
  error: 'error',
  err: 'error',
  eror: 'error',
  fail: 'error',
  warning: 'warn',
  warn: 'warn',
  wrn: 'warn',
  notice: 'info',
  success: 'info',
  information: 'info',
  informational: 'info',
  info: 'info',
  inf: 'info',
  http: 'info',
  config: 'info',
  debug: 'debug',
  dbug: 'debug',
  dbg: 'debug',
  verbose: 'debug',
  silly: 'debug',
  fine: 'debug',
  finer: 'debug',
  finest: 'debug',
  trace: 'debug',
  trce: 'debug',
  trc: 'debug',
};

/** Under which keys loggers write it, the surest first. */
const KEYS = [
  'level',
  'LogLevel',
  'logLevel',
  'log_level',
  'loglevel',
  'levelname',
  'level_name',
  'levelName',
  '@l',
  '@level',
  'log.level',
  'severity',
  'severityText',
  'severity_text',
  'Level',
  'LEVEL',
  'L',
  'lvl',
  'Severity',
];

/** How serious the line says itself to be; undefined if it doesn't. */
export function levelOf({ head, json, text }: ParsedLine): Level | undefined {
  const said = levelInText(head === '' ? '' : text.slice(0, 600));
  if (json === undefined || said !== undefined) return said;
  return levelInJson(json);
}

function levelInJson(json: JsonObject): Level | undefined {
  for (const key of KEYS) {
    const level = levelOfValue(json[key], json);
    if (level !== undefined) return level;
  }
  // loguru and ECS nest it.
  for (const key of ['record', 'log']) {
    const inner = asObject(json[key]);
    const level = inner && levelOfValue(asObject(inner['level'])?.['name'] ?? inner['level'], inner);
    if (level !== undefined) return level;
  }
  const severity = json['severityNumber'] ?? json['severity_number'];
  if (typeof severity === 'number') return byNumber(severity, [5, 9, 13, 17]);
  // Serilog leaves `@l` out where it is Information.
  return json['@t'] !== undefined && (json['@mt'] !== undefined || json['@m'] !== undefined)
    ? 'info'
    : undefined;
}

/** Numbers mean different things; what stands beside them tells whose they are. */
function levelOfValue(value: unknown, json: JsonObject): Level | undefined {
  if (typeof value === 'string') {
    const name = /^[A-Za-z]{2,15}/.exec(value.trim())?.[0].toLowerCase();
    return name === undefined ? undefined : NAMES[name];
  }
  if (typeof value !== 'number') return undefined;
  // Monolog 400 = error, logstash's level_value 40000.
  if (value >= 1_000) return byNumber(value, [10_000, 20_000, 30_000, 40_000]);
  if (value >= 100) return byNumber(value, [100, 200, 300, 400]);
  // Syslog and GELF count the other way: 3 = error.
  const syslog = ['short_message', 'facility', 'syslog', 'PRIORITY'].some((key) => json[key] !== undefined);
  if (value < 8 && !syslog) return undefined;
  if (value < 8) return value <= 3 ? 'error' : value === 4 ? 'warn' : value === 7 ? 'debug' : 'info';
  // pino and bunyan 50 = error; Python 40.
  const python = json['levelno'] !== undefined || json['levelname'] !== undefined;
  return byNumber(value, python ? [10, 20, 30, 40] : [20, 30, 40, 50]);
}

function byNumber(value: number, [, info, warn, error]: readonly [number, number, number, number]): Level {
  return value >= error ? 'error' : value >= warn ? 'warn' : value >= info ? 'info' : 'debug';
}

const WORD =
  'EMERGENCY|PANIC|FATAL|FTL|CRITICAL|CRIT|SEVERE|ERROR|ERR|WARNING|WARN|WRN|NOTICE|SUCCESS|INFORMATION|INFO|INF|DEBUG|DBG|VERBOSE|FINEST|FINER|FINE|TRACE|TRC';
const TIME = String.raw`(?:\d{4}[-/]\d\d[-/]\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?`;

/** Where loggers that write text put it, the most exact first. */
const FORMS: readonly RegExp[] = [
  // Node, .NET: `<time>\t<id>\tERROR\t`
  /^\S{20,35}\t\S{1,40}\t([A-Za-z]{3,11})\t/,
  // Python: `[ERROR]\t<time>`, and the runtime's own `[ERROR] KeyError: …`
  /^\[([A-Za-z]{3,11})\]/,
  // logfmt: logrus, slog
  /(?:^|\s)(?:level|lvl|severity)="?([A-Za-z]{3,11})\b/,
  // Ruby's Logger: `E, [2026-…`
  /^[DIWEFA], \[\S{10,40} #\d{1,7}\]\s{1,3}([A-Z]{4,7}) /,
  // klog: `E0318 04:12:09.771203`
  /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{1,9}\s/,
  // .NET console: `fail: Category[0]`; uvicorn: `INFO:     `
  /^(trce|dbug|info|warn|fail|crit|INFO|WARNING|ERROR|CRITICAL|DEBUG): /,
  // loguru: `<time> | ERROR    | module:function:line - `
  /^\S{10}[T ]\S{8,18} \| ([A-Z]{4,8})\s{0,4}\|/,
  // Monolog: `[<time>] channel.ERROR: `
  /^\[\S{10,40}\] [\w-]{1,40}\.([A-Z]{4,9}): /,
  // RDS: `<time> UTC:<ip>(<port>):<user>@<db>:[<pid>]:FATAL:  `; MySQL: `<time> <n> [ERROR] [MY-`
  /:\[\d{1,7}\]:(ERROR|FATAL|PANIC|WARNING|LOG|NOTICE|DETAIL|STATEMENT|HINT):/,
  /^\S{20,35} \d{1,9} \[([A-Z][a-z]{3,8}|[A-Z]{4,8})\] \[MY-/,
  // PHP
  /^(?:NOTICE: )?PHP (Fatal|Warning|Notice|Deprecated)\b/,
  // The first word, or the first behind a time, thread, id or process: Log4j, Logback, Rust's tracing, Go's slog, zerolog.
  new RegExp(String.raw`^(${WORD})(?=[:\s\]])`),
  new RegExp(
    String.raw`^(?:\[?${TIME}\]?|\d{9,13}(?:\.\d{1,9})?)\s{1,3}(?:\[[^\]]{1,80}\]\s{1,3}|[\da-f-]{36}\s{1,3}|\d{1,7}\s{1,3}){0,3}\[?(${WORD})\]?(?=[:\s])`,
  ),
  // `<time> … SEVERE: ` on java.util.logging's second line
  /\n(SEVERE|WARNING|INFO|CONFIG|FINE): /,
  /^(?:\S{1,40} ){0,2}(DeprecationWarning|LAMBDA_WARNING)\b/,
];

/** klog's letters, PostgreSQL's and PHP's own names. */
const OTHER_NAMES: Readonly<Record<string, Level>> = {
  e: 'error',
  f: 'error',
  w: 'warn',
  i: 'info',
  log: 'info',
  detail: 'info',
  statement: 'info',
  hint: 'info',
  deprecated: 'info',
  deprecationwarning: 'warn',
  lambda_warning: 'warn',
};

function levelInText(text: string): Level | undefined {
  for (const form of FORMS) {
    const said = form.exec(text)?.[1]?.toLowerCase();
    const level = said === undefined ? undefined : (NAMES[said] ?? OTHER_NAMES[said]);
    if (level !== undefined) return level;
  }
  // Runtimes that are about to end say it without a level.
  return ENDS.test(text) || BARE_EXCEPTION.test(text) ? 'error' : undefined;
}

const ENDS =
  /^(?:panic: |fatal error: |Traceback \(most recent|thread '[^']{0,80}' .{0,20}panicked at|Lambda panicked: |Exception in thread "|Unhandled exception\. |Error raised from handler|Critical exception from handler|Init error when loading handler|\*{5,60}\nAPPLICATION FAILED TO START|RequestId: [\da-f-]{36} Error: )/;
/** Java prints an error that nobody caught by its name in full. */
const BARE_EXCEPTION =
  /^(?:[\s\S]{0,200}: )?(?:[a-z][\w$]{0,60}\.){2,10}[A-Z][\w$]{0,80}(?:Exception|Error)(?::|\n|$)[\s\S]{0,3000}(?:\n\tat |$)/;
