import * as z from 'zod';
import { type McpHost, mcpHost } from '../../mcp/server-kit/mcp-host.ts';
import type { Resources } from '../../mcp/server-kit/resources.ts';
import { type Tool, defineTool, readOnly } from '../../mcp/server-kit/tool.ts';
import { ToolError } from '../../mcp/server-kit/tool-error.ts';
import { loadServer } from '../../mcp/servers/own-servers.ts';
import type { Outcome } from './judge.ts';

const TEXT = 'said by the tool';
const REFUSAL = 'NotAllowed';

/** What the suite calls, made as our tools are; each with the error that its log line has to tell. */
const TOOLS: readonly { tool: Tool; errorType: string | null }[] = [
  { tool: fixture('test_simple_text', async () => ({ text: TEXT })), errorType: null },
  {
    tool: fixture('test_error_handling', async () => {
      throw new ToolError({ code: REFUSAL, message: 'It always refuses.', hint: 'None.', retryable: false });
    }),
    errorType: REFUSAL,
  },
  {
    tool: fixture('test_tool_with_progress', async ({ progress }) => {
      for (const part of ['one', 'two', 'three']) progress(part);
      return { text: TEXT };
    }),
    errorType: null,
  },
];

/** Only listed, with what a schema may have and ours have not. */
const SCHEMA: Tool = {
  ...fixture('json_schema_2020_12_tool', async () => ({ text: TEXT })),
  inputSchema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $defs: { address: { type: 'object', properties: { street: { type: 'string' } } } },
    properties: { address: { $ref: '#/$defs/address' } },
    additionalProperties: false,
  },
};

const RESOURCES: Resources = {
  templates: [{ uriTemplate: 'test://template/{id}/data', name: 'template', description: 'By id.' }],
  list: async () => [{ uri: 'test://static-text', name: 'text', description: 'A text.' }],
  async read(uri) {
    if (uri === 'test://static-text') return { text: TEXT };
    const id = /^test:\/\/template\/(\w+)\/data$/.exec(uri)?.[1];
    return id === undefined ? undefined : { id };
  },
};

const Listed = z.looseObject({ tools: z.array(z.string()) });
const Answered = z.looseObject({
  result: z.looseObject({ structuredContent: z.strictObject({ text: z.string() }) }),
});

export interface OwnServer {
  host: McpHost;
  /** What was not as it has to be in the outcomes of all scenarios. */
  wrong(outcomes: ReadonlyMap<string, Outcome>): string[];
}

/** Our Lambda server with its own tools, and beside them those and the resources that the suite wants. */
export async function ownServer(): Promise<OwnServer> {
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
  // Listing tools asks AWS for nothing; port 9 is nobody.
  const lambda = await loadServer('lambda', '1', {
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:9',
    credentials,
  });
  const tools = [...lambda.tools, ...TOOLS.map(({ tool }) => tool), SCHEMA];
  const logged = new Map<string, string | null>();
  return {
    host: mcpHost(
      { ...lambda, tools, resources: RESOURCES },
      { log: (line) => void logged.set(line.tool_name, line.error_type) },
    ),
    wrong(outcomes) {
      const wrong: string[] = [];
      // The suite takes the refusal of a tool that does not exist for a text, and for an error.
      for (const { tool, errorType } of TOOLS) {
        if (!logged.has(tool.name)) wrong.push(`${tool.name} was not called`);
        else if (logged.get(tool.name) !== errorType) {
          wrong.push(`${tool.name} ended with ${logged.get(tool.name)}, not ${errorType}`);
        }
      }
      const detailsOf = (scenario: string) => outcomes.get(scenario)?.details[scenario];
      const text = Answered.safeParse(detailsOf('tools-call-simple-text')).data?.result.structuredContent
        .text;
      if (text !== TEXT) wrong.push(`test_simple_text answered "${text}", not "${TEXT}"`);
      const listed = Listed.safeParse(detailsOf('tools-list')).data?.tools ?? [];
      const missing = tools.filter(({ name }) => !listed.includes(name)).map(({ name }) => name);
      if (missing.length > 0) wrong.push(`not listed: ${missing.join(', ')}`);
      return wrong;
    },
  };
}

function fixture(
  name: string,
  run: (context: { progress: (message: string) => void }) => Promise<{ text: string }>,
): Tool {
  return defineTool({
    name,
    description: 'For the conformance suite.',
    annotations: readOnly(name),
    input: z.strictObject({}),
    output: z.strictObject({ text: z.string() }),
    timeoutMs: 5_000,
    run: (_args, context) => run(context),
  });
}
