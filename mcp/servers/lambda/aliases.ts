import { type LambdaClient, paginateListAliases } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { ToolContext } from '../../server-kit/tool.ts';

export const Alias = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** Share of traffic that goes to another version. */
  otherVersions: z.record(z.string(), z.number()),
});
export type Alias = z.infer<typeof Alias>;

export async function aliasesOf(
  client: LambdaClient,
  name: string,
  { signal, note }: ToolContext,
): Promise<Alias[]> {
  const aliases: Alias[] = [];
  for await (const page of paginateListAliases({ client }, { FunctionName: name }, { abortSignal: signal })) {
    for (const alias of note(page).Aliases ?? []) {
      aliases.push({
        name: alias.Name ?? '',
        version: alias.FunctionVersion ?? '',
        otherVersions: alias.RoutingConfig?.AdditionalVersionWeights ?? {},
      });
    }
  }
  return aliases;
}
