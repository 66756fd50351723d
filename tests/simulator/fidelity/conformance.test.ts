import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awsServices } from '../../../simulator/services/services.ts';
import { type Built, builtOf } from '../worlds.ts';
import { everything } from './account.ts';
import { CASES, type OperationCases } from './cases.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';
import { SDK, documentedErrors, modelledStatus } from './model.ts';
import { problemsOf } from './validate.ts';

/** The account that has everything, and scenarios. */
const ACCOUNTS = [
  'everything',
  'bad-deploy',
  'composite-three',
  'kinesis-poison',
  'metric-filter',
  'no-stack',
  'table-throttled',
];

const OPERATIONS = awsServices().flatMap(({ name, operations }) =>
  Object.keys(operations).map((operation) => [name, operation] as const),
);

/** Errors that every operation may answer with; no operation's own documentation names them. */
const COMMON = ['AccessDeniedException', 'ThrottlingException', 'ValidationError', 'ValidationException'];

function casesOf(service: string, operation: string): OperationCases {
  const cases = CASES[service]?.[operation];
  if (cases === undefined) throw new Error(`${service}:${operation} has no cases`);
  return cases;
}

type Answer = Record<string, unknown>;

/** Sends by name; the raw answer is the endpoint's last. */
async function send(endpoint: Endpoint, service: string, operation: string, input: object): Promise<Answer> {
  const Command = SDK[service]?.[`${operation}Command`] as new (given: object) => never;
  const clients: Record<string, { send(command: never): Promise<object> }> = endpoint.clients;
  return { ...(await clients[service]?.send(new Command(input))) };
}

/** All items by their tokens, page by page; each raw answer fits the model. */
async function pages(
  endpoint: Endpoint,
  [service, operation]: readonly [string, string],
  { items = () => [], tokens }: OperationCases,
  input: object,
): Promise<unknown[][]> {
  const found: unknown[][] = [];
  let token: unknown;
  do {
    const given = token === undefined || tokens === undefined ? input : { ...input, [tokens[0]]: token };
    const answer = await send(endpoint, service, operation, given);
    const raw = endpoint.answers.at(-1);
    expect(problemsOf(service, operation, raw?.body ?? '', raw)).toEqual([]);
    found.push(items(answer));
    token = tokens && answer[tokens[1]];
  } while (token !== undefined && found.length < 500);
  expect(token).toBeUndefined();
  return found;
}

it('has cases for every operation that is simulated, and for no other', () => {
  const cases = Object.entries(CASES).flatMap(([service, operations]) =>
    Object.keys(operations).map((operation) => `${service}:${operation}`),
  );
  expect(cases.sort()).toEqual(OPERATIONS.map((names) => names.join(':')).sort());
});

describe.each(ACCOUNTS)('in the account of %s', (id) => {
  let built: Built;
  let endpoint: Endpoint;
  beforeAll(async () => {
    built = id === 'everything' ? everything() : await builtOf(id);
    endpoint = await endpointOf(built);
  });
  afterAll(async () => endpoint.close());

  const inputsOf = async (names: readonly [string, string]) =>
    casesOf(...names).success(built, async (...call) => send(endpoint, ...call));

  it.each(OPERATIONS)('%s %s answers as the SDK models it', async (...names) => {
    const cases = casesOf(...names);
    const found: unknown[] = [];
    for (const input of await inputsOf(names)) {
      found.push(...(await pages(endpoint, names, cases, input)).flat());
      expect(endpoint.answers.at(-1)?.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    }
    const lists = id === 'everything' && cases.items !== undefined;
    expect(found.length).toBeGreaterThanOrEqual(lists ? 1 : 0);
  });

  it.each(OPERATIONS)('%s %s answers nothing as the SDK models it', async (...names) => {
    const cases = casesOf(...names);
    const input = await cases.empty?.(built, async (...call) => send(endpoint, ...call));
    const found = input === undefined ? [] : await pages(endpoint, names, cases, input);
    expect(found.flat()).toEqual([]);
  });

  it.each(OPERATIONS.filter((names) => casesOf(...names).tokens !== undefined))(
    '%s %s tells the same in small pages',
    async (...names) => {
      const cases = casesOf(...names);
      const [input] = await inputsOf(names);
      if (input === undefined) return;
      const whole = (await pages(endpoint, names, cases, input)).flat();
      const pageSize = Math.max(1, Math.ceil(whole.length / 4));
      endpoint.aws.push({ operation: names[1], share: 1, pageSize });
      const small = await pages(endpoint, names, cases, input);
      endpoint.aws.length = 0;
      expect(texts(small.flat())).toEqual(texts(whole));
      expect(small.length).toBeGreaterThanOrEqual(Math.min(2, whole.length));
    },
  );

  it.each(OPERATIONS)('%s %s refuses as the SDK models it', async (service, operation) => {
    const { input, name, modelled = name } = casesOf(service, operation).refused;
    if (input === undefined) endpoint.conditions.faults = { [operation]: 'throttle' };
    const error: unknown = await send(endpoint, service, operation, input ?? {}).catch(
      (thrown: unknown) => thrown,
    );
    endpoint.conditions.faults = {};
    expect(error).toMatchObject({ name });
    expect(documentedErrors(service, operation).concat(COMMON)).toContain(modelled);
    const raw = endpoint.answers.at(-1);
    expect(raw?.status).toBe(modelledStatus(service, modelled) ?? raw?.status);
    expect(error).toBeInstanceOf(SDK[service]?.[name] ?? baseErrorOf(service));
    expect(error).toBeInstanceOf(baseErrorOf(service));
    expect((error as Error).message).not.toMatch(/^(?:UnknownError|undefined|)$/);
  });
});

/** In one order: a list of several kinds is told kind by kind on each page. */
function texts(items: readonly unknown[]): string[] {
  return items.map((item) => JSON.stringify(item)).sort();
}

function baseErrorOf(service: string): unknown {
  const [name] = Object.keys(SDK[service] ?? {}).filter((key) => key.endsWith('ServiceException'));
  return SDK[service]?.[name ?? ''];
}
