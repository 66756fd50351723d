import * as z from 'zod';
import { AwsFault, type Operation, parse } from '../answer.ts';
import { random, uuid } from '../random.ts';
import type { LogEvent } from '../world/logs.ts';
import { parseInsights } from './insights-language.ts';
import { INVALID, groupOf, told } from './told-lines.ts';

interface Query {
  id: string;
  question: string;
  lines: LogEvent[];
  matched: number;
  bytesScanned: number;
  scanned: number;
  /** How often its results were asked for: it runs until they are asked for the second time. */
  asked: number;
  stopped: boolean;
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
    const lines = logGroupNames.flatMap((name) => {
      const group = groupOf(world, name);
      if (group.class === 'DELIVERY') {
        throw new AwsFault(INVALID, `${name} is of the class DELIVERY, which can't be queried.`);
      }
      // endTime is inclusive, in whole seconds.
      return told(world, group, startTime * 1_000, (endTime + 1) * 1_000, now);
    });
    const matching = lines
      .filter(understood.matches)
      .toSorted((a, b) => (understood.newestFirst ? b.t - a.t : a.t - b.t));
    // By what is asked, not by how many there were: a run that goes on with another's case starts its queries again.
    const question = JSON.stringify([logGroupNames, queryString, startTime, endTime, limit, now]);
    const before = [...queries.values()].filter((query) => query.question === question).length;
    const id = uuid(random(world.scenario.seed, 'query', question, before));
    queries.set(id, {
      id,
      question,
      lines: matching.slice(0, Math.min(understood.limit, limit ?? 10_000)),
      matched: matching.length,
      scanned: lines.length,
      bytesScanned: lines.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0),
      asked: 0,
      stopped: false,
    });
    return { queryId: id };
  };

  const find = (input: unknown): Query => {
    const { queryId } = parse(ByIdInput, input, INVALID);
    const query = queries.get(queryId);
    if (query === undefined) throw new AwsFault('ResourceNotFoundException', `Query ${queryId} not found.`);
    return query;
  };

  const getQueryResults: Operation = (_account, { input }) => {
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
    return {
      queryLanguage: 'CWLI',
      status: 'Complete',
      results: query.lines.map(({ t, message, stream }, i) => [
        { field: '@timestamp', value: new Date(t).toISOString().replace('T', ' ').replace('Z', '') },
        { field: '@message', value: message },
        { field: '@logStream', value: stream },
        { field: '@ptr', value: `${query.id}-${i}` },
      ]),
      statistics: {
        recordsMatched: query.matched,
        recordsScanned: query.scanned,
        bytesScanned: query.bytesScanned,
      },
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
