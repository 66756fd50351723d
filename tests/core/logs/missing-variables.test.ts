import { describe, expect, it } from '@jest/globals';
import { missingVariablesIn } from '../../../core/logs/missing-variables.ts';

describe('missing variables', () => {
  it.each([
    ['REDIS_HOST is not set', ['REDIS_HOST']],
    ['Missing required environment variable "TAX_URL"', ['TAX_URL']],
    ['process.env.PRICING must be set', ['PRICING']],
    ['ERR_INVALID_URL: Invalid URL', []],
    ['code: PAYMENT_DECLINED', []],
  ])('in “%s” are those that it says are missing', (line, names) => {
    expect(missingVariablesIn(line)).toEqual(names);
  });
});
