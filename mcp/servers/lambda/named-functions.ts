import { GetFunctionConcurrencyCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Reference } from './refers-to.ts';

/** Variables that by their own name hold the name of a function: `PRICING_FUNCTION`, `AUDIT_LAMBDA_NAME`. */
const NAMES_A_FUNCTION = /(?:^|_)(?:FUNCTION|LAMBDA)(?:_NAME)?$/i;
const PLAIN_NAME = /^[A-Za-z0-9-_]{1,64}$/;
const MAX_ASKED = 5;

/**
 * Functions that variables refer to by a bare name. Only Lambda itself is asked whether there is such a function;
 * a value that is none stays where it is.
 */
export async function namedFunctions(
  client: LambdaClient,
  variables: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Reference[]> {
  const candidates = Object.entries(variables)
    .filter(([name, value]) => NAMES_A_FUNCTION.test(name) && PLAIN_NAME.test(value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_ASKED);
  const asked = await Promise.allSettled(
    candidates.map(([, FunctionName]) =>
      client.send(new GetFunctionConcurrencyCommand({ FunctionName }), { abortSignal: signal }),
    ),
  );
  return candidates.flatMap(([name, id], i) =>
    asked[i]?.status === 'fulfilled' ? [{ name, type: 'AWS::Lambda::Function', id }] : [],
  );
}
