import { type LambdaClient, paginateListVersionsByFunction } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { malformed } from '../../server-kit/always-sent.ts';
import type { ToolContext } from '../../server-kit/tool.ts';
import { FunctionSettings, settingsOf } from './function-settings.ts';
import { lambdaTime } from './lambda-time.ts';

export const Version = z.strictObject({
  version: z.string(),
  publishedAt: z.string(),
  description: z.string(),
  ...FunctionSettings,
});
export type Version = z.infer<typeof Version>;

/** Published versions, oldest first. AWS lists oldest first and can't be asked for the newest only. */
export async function versionsOf(
  client: LambdaClient,
  name: string,
  { signal, note }: ToolContext,
): Promise<Version[]> {
  const versions: Version[] = [];
  let hasLatest = false;
  const input = { FunctionName: name, MaxItems: 50 };
  for await (const page of paginateListVersionsByFunction({ client }, input, { abortSignal: signal })) {
    for (const version of note(page).Versions ?? []) {
      hasLatest ||= version.Version === '$LATEST';
      if (version.Version === undefined || version.Version === '$LATEST') continue;
      versions.push({
        version: version.Version,
        publishedAt: lambdaTime(version.LastModified),
        description: version.Description ?? '',
        ...settingsOf(version),
      });
    }
  }
  // Every function has one, published versions or not.
  if (!hasLatest) throw malformed('ListVersionsByFunction', '$LATEST is not in it');
  return versions.sort((a, b) => Number(a.version) - Number(b.version));
}
