import type { ThrownError } from './functions.ts';

/** Whose words a function's log is in. */
export const LANGUAGES = ['node', 'python', 'java', 'dotnet', 'go', 'ruby', 'rust'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of a Lambda runtime, as far as its name tells; custom runtimes are taken for Go's. */
export function languageOf(runtime: string): Language {
  if (runtime.startsWith('python')) return 'python';
  if (runtime.startsWith('java')) return 'java';
  if (runtime.startsWith('dotnet')) return 'dotnet';
  if (runtime.startsWith('ruby')) return 'ruby';
  return runtime.startsWith('provided') || runtime.startsWith('go') ? 'go' : 'node';
}

/** A line of an invocation: when, and what. */
export type Line = [time: number, message: string];

/** What each runtime writes, in the text format, when a handler throws; as their clients print it. */
export const THROWN: Record<Language, (error: ThrownError, requestId: string, time: number) => Line> = {
  node: ({ type, message, stack }, requestId, time) => [
    time,
    `${iso(time)}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify({ errorType: type, errorMessage: message, stack: [`${type}: ${message}`, ...stack] })}\n`,
  ],
  // Its line ends are carriage returns, and it indents with no-break spaces.
  python: ({ type, message }, _requestId, time) => [
    time,
    `[ERROR] ${type}: ${message}\rTraceback (most recent call last):\r\u00a0\u00a0File "/var/task/app.py", line 31, in handler\r\u00a0\u00a0\u00a0\u00a0return run(event)\n`,
  ],
  java: ({ type, message }, _requestId, time) => {
    const name = type.includes('.') ? type : `com.example.${type}`;
    return [
      time,
      `${message}: ${name}\n${name}: ${message}\n\tat com.example.app.Service.run(Service.java:58)\n\tat com.example.app.Handler.handleRequest(Handler.java:24)\n\n`,
    ];
  },
  dotnet: ({ type, message }, requestId, time) => [
    time,
    `${iso(time)}\t${requestId}\tfail\t${type.includes('.') ? type : `Shop.${type}`}: ${message}\n   at Shop.Handler.Run() in /src/Handler.cs:line 41\n`,
  ],
  go: ({ type, message }, _requestId, time) => [
    time,
    `${iso(time).slice(0, 19).replaceAll('-', '/').replace('T', ' ')} ${JSON.stringify({ errorMessage: message, errorType: type.split('.').at(-1) })}\n`,
  ],
  ruby: ({ type, message }, _requestId, time) => [
    time,
    `Error raised from handler method\n${JSON.stringify({ errorMessage: message, errorType: `Function<${type}>`, stackTrace: ["/var/task/app.rb:12:in `handler'"] }, null, 2)}\n`,
  ],
  rust: ({ type, message }, requestId, time) => [
    time,
    `${JSON.stringify({ timestamp: iso(time), level: 'ERROR', fields: { message: 'handler failed', error: `${type}: ${message}` }, target: 'bootstrap', span: { requestId, name: 'Lambda runtime invoke' } })}\n`,
  ],
};

/** How each one's usual client says that a host did not answer within so many ms. */
export const NO_ANSWER: Record<Language, (host: string, ms: number) => Omit<ThrownError, 'stack'>> = {
  node: (host, ms) => ({
    type: 'TimeoutError',
    message: `request to https://${host} timed out after ${ms} ms`,
  }),
  python: (host, ms) => ({
    type: 'ReadTimeout',
    message: `HTTPSConnectionPool(host='${host}', port=443): Read timed out. (read timeout=${ms / 1_000})`,
  }),
  java: (host) => ({
    type: 'org.springframework.web.client.ResourceAccessException',
    message: `I/O error on GET request for "https://${host}/": Read timed out`,
  }),
  dotnet: (_host, ms) => ({
    type: 'System.Threading.Tasks.TaskCanceledException',
    message: `The request was canceled due to the configured HttpClient.Timeout of ${ms / 1_000} seconds elapsing.`,
  }),
  go: (host) => ({
    type: 'url.Error',
    message: `Get "https://${host}/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
  }),
  ruby: () => ({ type: 'Net::ReadTimeout', message: 'Net::ReadTimeout with #<TCPSocket:(closed)>' }),
  rust: (host) => ({
    type: 'reqwest::Error',
    message: `error sending request for url (https://${host}/): operation timed out`,
  }),
};

function iso(time: number): string {
  return new Date(time).toISOString();
}
