import { describe, expect, it } from '@jest/globals';
import { rank } from '../../../core/judge/rank.ts';
import { errorLine, facts, finding, logs, saw, subject } from './facts-of.ts';

const named = (line: string) =>
  rank(facts([subject({ ...logs([errorLine(line)]), ...saw({ unchanged: finding('F7') }) })]))[0];

describe('a service that throttles', () => {
  it('is a limit of the account, where no metric of a resource tells of it', () => {
    for (const line of [
      'An error occurred (ThrottlingException) when calling the GetParameter operation: Rate exceeded',
      'operation error Secrets Manager: GetSecretValue, api error ThrottlingException: Rate exceeded',
      'Aws::CognitoIdentityProvider::Errors::TooManyRequestsException: Too many requests',
    ]) {
      expect([line, named(line)?.kind]).toEqual([line, 'capacity-limit']);
    }
    expect(named('api error ThrottlingException: Rate exceeded')?.claim).toContain('An AWS API throttles');
  });

  it('is none where a table, a function or a host says so', () => {
    for (const line of [
      'ProvisionedThroughputExceededException: The level of configured provisioned throughput was exceeded',
      'TooManyRequestsException: Rate Exceeded.',
      'Error: https://api.pay.example answered 429',
    ]) {
      expect([line, named(line)?.kind]).not.toEqual([line, 'capacity-limit']);
    }
  });
});
