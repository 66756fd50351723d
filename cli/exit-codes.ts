import type { Abstention } from '../core/verdict.ts';
import type { CasefileError, ErrorCode } from '../core/errors.ts';

export const EXIT = { causeFound: 0, failure: 1, badUsage: 2, notEnoughEvidence: 3 } as const;

/** What the user gave does not make sense; everything else went wrong here. */
const BAD_USAGE: readonly ErrorCode[] = [
  'BadUsage',
  'CaseNotFound',
  'ConfigInvalid',
  'EventMalformed',
  'EventNotMatched',
  'NothingToInvestigate',
  'ReplayRefused',
  'ScenarioInvalid',
];

export function exitCodeOf({ code }: CasefileError): number {
  return BAD_USAGE.includes(code) ? EXIT.badUsage : EXIT.failure;
}

export function exitCodeOfVerdict({ abstention }: { abstention: Abstention | null }): number {
  return abstention === null ? EXIT.causeFound : EXIT.notEnoughEvidence;
}
