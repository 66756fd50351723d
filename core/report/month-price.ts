import type { CaseConfig } from '../case.ts';
import { priceCeiling } from './price.ts';

/**
 * List prices in US dollars of what runs an investigation in eu-west-1 and us-east-1, without a free tier. Step
 * Functions (Standard): 0.025 per 1,000 state transitions. Lambda: 0.0000133334 per GB-second on arm64, 0.20 per
 * million requests. Storage, topics and logs come to less than a tenth of that.
 */
const PER_TRANSITION = 0.025 / 1_000;
const PER_GB_SECOND = 0.000_013_333_4;
const PER_REQUEST = 0.2 / 1e6;

/** As the deployed state machine takes them with two rounds of questions and a second look; rounded up. */
const TRANSITIONS = 40;
const INVOCATIONS = 10;
/** Each a second at the memory of serverless.yml. */
const GB_SECONDS = 1;

/** What it costs to run one deployed investigation, beside what it asks. */
export const RUN_PRICE =
  TRANSITIONS * PER_TRANSITION + INVOCATIONS * (GB_SECONDS * PER_GB_SECOND + PER_REQUEST);

/** The most that so many deployed investigations cost, without a model to word them. */
export function monthCeiling(investigations: number, config: Pick<CaseConfig, 'budget'>): number {
  return investigations * (priceCeiling(config) + RUN_PRICE);
}
