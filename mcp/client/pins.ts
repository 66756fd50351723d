import { Json, hashOf } from '../../core/canonical.ts';
import type { ToolDefinition } from './session.ts';

/** SHA-256 of the definitions of a server's tools, by tool. */
export type Pins = Readonly<Record<string, string>>;

/** What a tool says of itself to a client, as a hash: another text or schema is another tool. */
export function pinOf({ name, description, inputSchema, outputSchema, annotations }: ToolDefinition): string {
  return hashOf(
    Json.parse(JSON.parse(JSON.stringify({ name, description, inputSchema, outputSchema, annotations }))),
  );
}

/** Pinned tools whose definition is another one now, or which are gone, and why each is not called. */
export function driftOf(tools: readonly ToolDefinition[], pins: Pins): Map<string, string> {
  const listed = new Map(tools.map((tool) => [tool.name, tool]));
  const drifted = new Map<string, string>();
  for (const [name, pin] of Object.entries(pins)) {
    const tool = listed.get(name);
    if (tool === undefined) drifted.set(name, 'the server has no such tool any more');
    else if (pinOf(tool) !== pin) drifted.set(name, 'its definition is not the pinned one');
  }
  return drifted;
}
