import { type CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as z from 'zod';
import { callSignal } from '../../server-kit/call-signal.ts';
import { TimeRange, isoOf } from '../../server-kit/times.ts';
import { KEEP, type ToolContext, defineTool, readOnly } from '../../server-kit/tool.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { ChangeEvent, changeOf } from './change-of.ts';

const MAX_PAGES = 4;
/** One region that does not answer must not take the others' answers with it. */
const REGION_TIMEOUT_MS = 9_000;

/**
 * @param clients one for each region that is searched: first the home region, then us-east-1, where global services
 * such as IAM record their calls
 */
export function lookupChanges(clients: ReadonlyMap<string, CloudTrailClient>) {
  return defineTool({
    name: 'lookup_changes',
    description:
      'Write calls on resources from CloudTrail with what they set, oldest first. CloudTrail is up to 15 minutes behind and looks back 90 days.',
    annotations: readOnly('Look up changes'),
    timeoutMs: 12_000,
    cacheSeconds: KEEP.history,
    maxDays: 90,
    input: z.strictObject({
      ...TimeRange,
      resources: z.array(z.string().min(1).max(1_024)).min(1).max(5).describe('Names or ARNs'),
    }),
    output: z.strictObject({ events: z.array(ChangeEvent), warnings: z.array(z.string()) }),
    async run({ resources, from, to }, { signal, note }) {
      const warnings: string[] = [];
      const found = new Map<string, ChangeEvent>();
      const searched = await Promise.all(
        [...clients].map(async ([region, client], i) => {
          try {
            const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(REGION_TIMEOUT_MS)]);
            const events = await callSignal.run(abortSignal, () =>
              searchRegion(client, { resources, from, to }, abortSignal, note),
            );
            if (events.left !== undefined) warnings.push(`${region}: ${events.left}`);
            return events.list.map((event) => ({ id: event.EventId ?? '', change: changeIn(event, region) }));
          } catch (error) {
            // The first is the home region: without it, nothing can be said.
            if (i === 0) throw error;
            warnings.push(`${region}: ${toToolError(error).body.message}`);
            return [];
          }
        }),
      );
      for (const { id, change } of searched.flat()) if (change !== undefined) found.set(id, change);
      return { events: [...found.values()].sort((a, b) => (a.t < b.t ? -1 : 1)), warnings };
    },
  });
}

/**
 * One request after the other: an account may look up twice a second in each region, so many names with many events
 * take longer than there is time. What is newest of each name comes first, and what was read is kept.
 * @returns `left`: that there is more, and why it was not read
 */
async function searchRegion(
  client: CloudTrailClient,
  { resources, from, to }: { resources: string[]; from: string; to: string },
  abortSignal: AbortSignal,
  note: ToolContext['note'],
): Promise<{ list: Event[]; left: string | undefined }> {
  const list: Event[] = [];
  let unread: { name: string; token?: string }[] = resources.map((name) => ({ name }));
  let asked = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const next: typeof unread = [];
    for (const { name, token } of unread) {
      const command = new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: name }],
        StartTime: new Date(from),
        EndTime: new Date(to),
        MaxResults: 50,
        NextToken: token,
      });
      try {
        const response = note(await client.send(command, { abortSignal }));
        list.push(...(response.Events ?? []));
        if (response.NextToken !== undefined) next.push({ name, token: response.NextToken });
        asked++;
      } catch (error) {
        if (asked === 0) throw error;
        return { list, left: `not all events were read: ${toToolError(error).body.message}` };
      }
    }
    unread = next;
  }
  return { list, left: unread.length > 0 ? 'there are more events than were read.' : undefined };
}

function changeIn(event: Event, region: string): ChangeEvent | undefined {
  if (event.EventTime === undefined) return undefined;
  return changeOf({
    t: isoOf(event.EventTime),
    name: event.EventName,
    source: event.EventSource,
    readOnly: event.ReadOnly,
    username: event.Username,
    resources: (event.Resources ?? []).map(({ ResourceName: of }) => of),
    region,
    record: parseJson(event.CloudTrailEvent),
  });
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return {};
  }
}
