import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import { AwsFault, type Operation, parse } from '../answer.ts';
import { random, uuid } from '../random.ts';
import type { LogEvent, LogGroup } from '../world/logs.ts';
import type { World } from '../world/world.ts';
import { type InsightsQuery, parseInsights } from './insights-language.ts';
import { INVALID, groupOf, told } from './told-lines.ts';

interface Query {
  id: string;
  question: string;
  /** What it finds: it is looked for while others are served. */
  found: Promise<Found>;
  /** How often its results were asked for: it runs until they are asked for the second time. */
  asked: number;
  stopped: boolean;
}

interface Found {
  lines: LogEvent[];
  matched: number;
  bytesScanned: number;
  scanned: number;
}

/** Time is read in parts of this length; between two of them others are served. */
const PART_MS = 10 * 60_000;

/** Looks through the groups, part by part. */
async function search(
  world: World,
  groups: readonly LogGroup[],
  { matches, newestFirst, limit }: InsightsQuery,
  [from, to, now]: readonly [from: number, to: number, now: number],
): Promise<Found> {
  const found: Found = { lines: [], matched: 0, bytesScanned: 0, scanned: 0 };
  for (const group of groups) {
    for (let part = from; part < to; part += PART_MS) {
      await setImmediate();
      for (const line of told(world, group, part, Math.min(part + PART_MS, to), now)) {
        found.scanned++;
        found.bytesScanned += Buffer.byteLength(line.message);
        if (matches(line)) found.lines.push(line);
      }
    }
  }
  found.matched = found.lines.length;
  const lines = found.lines.toSorted((a, b) => (newestFirst ? b.t - a.t : a.t - b.t)).slice(0, limit);
  return { ...found, lines };
}

const StartQueryInput = z.looseObject({
  logGroupNames: z.array(z.string()).min(1).max(50),
  queryString: z.string(),
  startTime: z.number().int(),
  endTime: z.number().int(),
  limit: z.number().int().optional(),
});

const ByIdInput = z.looseObject({ queryId: z.string() });

/** Queries live as long as the process, as they do for a while at AWS. */
export function insightsQueries(): Record<string, Operation> {
  const queries = new Map<string, Query>();

  const startQuery: Operation = ({ world }, { input, now }) => {
    const { logGroupNames, queryString, startTime, endTime, limit } = parse(StartQueryInput, input, INVALID);
    if (startTime > endTime) throw new AwsFault(INVALID, 'startTime must not be after endTime.');
    const understood = parseInsights(queryString);
    if (understood === undefined) {
      throw new AwsFault('MalformedQueryException', 'The query is not understood.');
    }
    const groups = logGroupNames.map((name) => {
      const group = groupOf(world, name);
      if (group.class === 'DELIVERY') {
        throw new AwsFault(INVALID, `${name} is of the class DELIVERY, which can't be queried.`);
      }
      return group;
    });
    // By what is asked, not by how many there were: a run that goes on with another's case starts its queries again.
    const question = JSON.stringify([logGroupNames, queryString, startTime, endTime, limit, now]);
    const before = [...queries.values()].filter((query) => query.question === question).length;
    const id = uuid(random(world.scenario.seed, 'query', question, before));
    // endTime is inclusive, in whole seconds.
    const range = [startTime * 1_000, (endTime + 1) * 1_000, now] as const;
    const most = Math.min(understood.limit, limit ?? 10_000);
    const found = search(world, groups, { ...understood, limit: most }, range);
    queries.set(id, { id, question, found, asked: 0, stopped: false });
    return { queryId: id };
  };

  const find = (input: unknown): Query => {
    const { queryId } = parse(ByIdInput, input, INVALID);
    const query = queries.get(queryId);
    if (query === undefined) throw new AwsFault('ResourceNotFoundException', `Query ${queryId} not found.`);
    return query;
  };

  const getQueryResults: Operation = async (_account, { input }) => {
    const query = find(input);
    // A query takes a moment: the first answer says so, and shows nothing yet.
    if (query.stopped || ++query.asked === 1) {
      return {
        queryLanguage: 'CWLI',
        status: query.stopped ? 'Cancelled' : 'Running',
        results: [],
        statistics: { recordsMatched: 0, recordsScanned: 0, bytesScanned: 0 },
      };
    }
    const { lines, matched, scanned, bytesScanned } = await query.found;
    return {
      queryLanguage: 'CWLI',
      status: 'Complete',
      results: lines.map(({ t, message, stream }, i) => [
        { field: '@timestamp', value: new Date(t).toISOString().replace('T', ' ').replace('Z', '') },
        { field: '@message', value: message },
        { field: '@logStream', value: stream },
        { field: '@ptr', value: `${query.id}-${i}` },
      ]),
      statistics: { recordsMatched: matched, recordsScanned: scanned, bytesScanned },
    };
  };

  const stopQuery: Operation = (_account, { input }) => {
    const query = find(input);
    if (query.stopped || query.asked > 1) throw new AwsFault(INVALID, 'The specified query is not running.');
    query.stopped = true;
    return { success: true };
  };

  return { StartQuery: startQuery, GetQueryResults: getQueryResults, StopQuery: stopQuery };
}
