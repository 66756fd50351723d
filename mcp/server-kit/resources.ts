import type { Json } from '../../core/canonical.ts';

export interface ResourceEntry {
  uri: string;
  name: string;
  description: string;
}

/** What a client can read by its URI, without a tool. */
export interface Resources {
  templates: readonly (Omit<ResourceEntry, 'uri'> & { uriTemplate: string })[];
  /** @throws ToolError, or what the AWS SDK throws */
  list(signal: AbortSignal): Promise<ResourceEntry[]>;
  /** Undefined for a URI that is none of these. @throws as `list` */
  read(uri: string, signal: AbortSignal): Promise<Json | undefined>;
}

/** Several as one. */
export function allOf(...parts: readonly Resources[]): Resources {
  return {
    templates: parts.flatMap(({ templates }) => templates),
    async list(signal) {
      return (await Promise.all(parts.map((part) => part.list(signal)))).flat();
    },
    async read(uri, signal) {
      for (const part of parts) {
        const found = await part.read(uri, signal);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}
