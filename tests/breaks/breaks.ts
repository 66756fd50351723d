interface Edit {
  file: string;
  /** The first that fits is replaced. */
  from: string | RegExp;
  to: string;
}

/** A deliberate break of the code that the test of one item of the security checklist must notice. */
export interface Break extends Edit {
  /** As test names begin: `C1`. */
  item: string;
  what: string;
  /** Where one of two guards is enough. */
  also?: Edit;
  /** Where the item's tests are. */
  test: string;
}

const CLIENT = 'tests/mcp/checklist-client.test.ts';
const ANSWERS = 'tests/mcp/checklist-client-answers.test.ts';
const HTTP = 'tests/mcp/checklist-client-http.test.ts';
const SERVER = 'tests/mcp/checklist-server.test.ts';
const OUTSIDE = 'tests/mcp/checklist-server-outside.test.ts';

export const BREAKS: readonly Break[] = [
  {
    item: 'C1',
    what: 'any tool of a server may be called',
    file: 'mcp/client/live-tools.ts',
    from: 'if (!tools.includes(request.tool)) {',
    to: 'if (request.tool === "") {',
    test: CLIENT,
  },
  {
    item: 'C2',
    what: 'a definition may be another than the pinned one',
    file: 'mcp/client/pins.ts',
    from: 'pinOf(tool) !== pin',
    to: 'pin === ""',
    test: CLIENT,
  },
  {
    item: 'C3',
    what: "a server's instructions stand in what it answers",
    file: 'mcp/client/session.ts',
    from: 'said: saidBy(result.structuredContent, text)',
    to: 'said: { result: `${text} ${client.getInstructions()}` }',
    test: ANSWERS,
  },
  {
    item: 'C4',
    what: 'the first server that has such a tool is asked',
    file: 'mcp/client/live-tools.ts',
    from: 'reached.get(request.server)',
    to: 'reached.values().next().value',
    test: CLIENT,
  },
  {
    item: 'C5',
    what: 'answers are recorded as they come',
    file: 'mcp/client/read-answer.ts',
    from: 'return { result: cleanRecord(said) };',
    to: 'return { result: said };',
    test: ANSWERS,
  },
  {
    item: 'C6',
    what: 'a body may be of any size',
    file: 'mcp/client/bounded-fetch.ts',
    from: 'if (seen > maxBytes)',
    to: 'if (seen < 0)',
    test: HTTP,
  },
  {
    item: 'C7',
    what: 'a result of another shape is taken as it is, by the dialect and by what asked for it',
    file: 'mcp/dialects/reader.ts',
    from: "return { reason: 'malformed', detail: describeIssue(parsed.error) }",
    to: 'return result ?? {}',
    also: { file: 'core/evidence/derive-evidence.ts', from: 'if (!parsed.success)', to: 'if (false)' },
    test: ANSWERS,
  },
  {
    item: 'C8',
    what: 'a call may take three times what it has',
    file: 'mcp/client/session.ts',
    from: '.callTool({ name, arguments: args }, undefined, { timeout })',
    to: '.callTool({ name, arguments: args }, undefined, { timeout: 3 * timeout })',
    test: CLIENT,
  },
  {
    item: 'C9',
    what: 'an error is an answer',
    file: 'mcp/client/read-answer.ts',
    from: 'if (isError) return { failure: failureFrom(tool, text) };',
    to: '',
    test: ANSWERS,
  },
  {
    item: 'C10',
    what: 'redirects are followed',
    file: 'mcp/client/bounded-fetch.ts',
    from: "redirect: 'error'",
    to: "redirect: 'follow'",
    test: HTTP,
  },
  {
    item: 'C11',
    what: 'a child gets the whole environment',
    file: 'mcp/client/stdio-transport.ts',
    from: '...getDefaultEnvironment()',
    to: '...process.env',
    test: CLIENT,
  },
  {
    item: 'S1',
    what: 'any Host is served',
    file: 'mcp/server-kit/serve-http.ts',
    from: 'if (!isHost(request.headers.host, hosts))',
    to: 'if (isHost("", hosts))',
    test: OUTSIDE,
  },
  {
    item: 'S2',
    what: 'a function URL takes unsigned requests',
    file: 'deploy/server-functions.yml',
    from: 'url: { authorizer: aws_iam, invokeMode: BUFFERED }',
    to: 'url: true',
    test: 'tests/artifacts/stack.test.ts',
  },
  {
    item: 'S3',
    what: 'a tool takes arguments that it does not know',
    file: 'mcp/servers/cloudwatch/describe-metric-filters.ts',
    from: 'input: z.strictObject(',
    to: 'input: z.object(',
    test: SERVER,
  },
  {
    item: 'S4',
    what: 'any function may be invoked',
    file: 'mcp/servers/lambda/invoke-function.ts',
    from: 'if (!invokable.includes(arn)) throw notAllowed(arn);',
    to: '',
    test: SERVER,
  },
  {
    item: 'S5',
    what: 'stopping a query calls itself reading',
    file: 'mcp/servers/cloudwatch/logs-insights.ts',
    from: "...readOnly('Stop a Logs Insights query'), readOnlyHint: false",
    to: "...readOnly('Stop a Logs Insights query')",
    test: SERVER,
  },
  {
    item: 'S6',
    what: 'the values of variables stand beside their names',
    file: 'mcp/servers/lambda/function-settings.ts',
    from: 'names: Object.keys(config.Environment?.Variables ?? {}).sort()',
    to: 'names: Object.entries(config.Environment?.Variables ?? {}).flat()',
    test: OUTSIDE,
  },
  {
    item: 'S7',
    what: 'a result may be of any size',
    file: 'mcp/server-kit/tool-calls.ts',
    from: 'if (bytes > MAX_RESULT_BYTES) throw tooLarge(bytes);',
    to: '',
    test: OUTSIDE,
  },
  {
    item: 'S8',
    what: 'an error tells where it was thrown',
    file: 'mcp/server-kit/tool-error.ts',
    from: 'clip(`${error.name}: ${error.message}`, 500)',
    to: 'clip(`${new Error(error.message).stack}`, 2_000)',
    test: OUTSIDE,
  },
  {
    item: 'S9',
    what: 'tools are listed in the order in which they are made',
    file: 'mcp/server-kit/mcp-host.ts',
    from: 'definition.tools.toSorted((a, b) => (a.name < b.name ? -1 : 1))',
    to: '[...definition.tools]',
    test: SERVER,
  },
  {
    item: 'S10',
    what: 'a dependency has no hash',
    file: 'package-lock.json',
    from: /"integrity": "sha512-[^"]+",?/,
    to: '"funding": "",',
    test: OUTSIDE,
  },
];
