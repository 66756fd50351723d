import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  type ContentBlock,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { McpHost } from '../../mcp/server-kit/mcp-host.ts';

const IMAGE: ContentBlock = {
  type: 'image',
  mimeType: 'image/png',
  // One pixel.
  data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
};

/** What the suite calls → what it wants to get: content that no tool of ours returns. */
const CONTENT: Record<string, ContentBlock[]> = {
  test_image_content: [IMAGE],
  test_audio_content: [
    // A WAV header without samples.
    {
      type: 'audio',
      mimeType: 'audio/wav',
      data: 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=',
    },
  ],
  test_embedded_resource: [resource('test://embedded-resource')],
  test_multiple_content_types: [{ type: 'text', text: 'three' }, IMAGE, resource('test://mixed')],
};

/** The scenarios that it is for. */
export const CONTENT_SCENARIOS = [
  'tools-call-image',
  'tools-call-audio',
  'tools-call-embedded-resource',
  'tools-call-mixed-content',
];

export interface ContentServer {
  host: McpHost;
  /** What was not as it has to be. */
  wrong(): string[];
}

/** A server that only tests have, for what a shell has to carry whatever it is. */
export function contentServer(): ContentServer {
  const called = new Set<string>();
  return {
    host: {
      name: 'content',
      open() {
        const server = new Server({ name: 'content', version: '1' }, { capabilities: { tools: {} } });
        server.setRequestHandler(ListToolsRequestSchema, () => ({
          tools: Object.keys(CONTENT).map((name) => ({ name, inputSchema: { type: 'object' as const } })),
        }));
        server.setRequestHandler(CallToolRequestSchema, ({ params: { name } }) => {
          called.add(name);
          return { content: CONTENT[name] ?? [] };
        });
        return server;
      },
    },
    wrong: () =>
      Object.keys(CONTENT)
        .filter((name) => !called.has(name))
        .map((name) => `${name} was not called`),
  };
}

function resource(uri: string): ContentBlock {
  return { type: 'resource', resource: { uri, mimeType: 'text/plain', text: 'text' } };
}
