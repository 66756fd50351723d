import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RUN_PRICE, monthCeiling } from '../../../core/report/month-price.ts';
import { priceCeiling } from '../../../core/report/price.ts';

const config = { budget: { calls: 80, deadlineMs: 60_000 } };

describe('the price of a month', () => {
  it('is that of each investigation: its calls at most, and what runs it', () => {
    expect(monthCeiling(1, config)).toBeCloseTo(priceCeiling(config) + RUN_PRICE, 10);
    expect(monthCeiling(100, config)).toBeCloseTo(100 * monthCeiling(1, config), 10);
    expect(RUN_PRICE).toBeCloseTo(0.001_135, 6);
  });

  it('takes the functions to be as they are deployed', () => {
    expect(readFileSync('serverless.yml', 'utf8')).toMatch(/architecture: arm64[\s\S]*memorySize: 1024/);
  });
});
