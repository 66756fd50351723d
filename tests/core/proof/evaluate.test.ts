import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Evidence } from '../../../core/case.ts';
import { round } from '../../../core/round.ts';
import { evaluate } from '../../../core/proof/evaluate.ts';
import { Predicate, evidenceIn } from '../../../core/proof/predicate.ts';

const minute = (n: number) => `2026-03-10T03:0${n}:00.000Z`;
const EVIDENCE: Evidence[] = [
  {
    id: 'E1',
    capability: 'x',
    server: 'x',
    calls: ['P1.1'],
    args: {},
    completeUntil: minute(5),
    answer: {
      series: {
        errors: [
          { t: minute(1), v: 1 },
          { t: minute(3), v: 8 },
        ],
      },
      name: 'checkout',
      versions: [
        { version: '41', sha: 'a' },
        { version: '42', sha: 'b' },
      ],
    },
  },
];
const holds = (predicate: Predicate) => evaluate(predicate, EVIDENCE);
const at = (...path: (string | number | Record<string, string>)[]) => ({ evidence: 'E1', path });
const stat = (name: 'sum' | 'mean' | 'median' | 'max' | 'min', everySeconds?: number) => ({
  ...at('series', 'errors'),
  stat: name,
  from: minute(0),
  to: minute(4),
  ...(everySeconds !== undefined && { everySeconds }),
});

describe('predicates', () => {
  it('compare values in the evidence', () => {
    expect(holds({ op: 'equals', left: at('name'), right: { value: 'checkout' } })).toBe(true);
    expect(holds({ op: 'equals', left: at('name'), right: { value: 'other' } })).toBe(false);
    expect(holds({ op: 'less', left: { value: 7 }, right: stat('max') })).toBe(true);
    expect(holds({ op: 'atMost', left: stat('max'), right: { value: 7 } })).toBe(false);
  });

  it('select an item of a list by its fields', () => {
    expect(
      holds({ op: 'equals', left: at('versions', { version: '42' }, 'sha'), right: { value: 'b' } }),
    ).toBe(true);
    expect(holds({ op: 'some', in: at('versions'), where: { version: '42', sha: 'b' } })).toBe(true);
    expect(holds({ op: 'some', in: at('versions'), where: { version: '42', sha: 'a' } })).toBe(false);
    expect(holds({ op: 'none', in: at('versions'), where: { version: '43' } })).toBe(true);
  });

  it('count a bucket without a datapoint as 0 only where the claim says so', () => {
    expect(holds({ op: 'rounds', left: stat('mean'), to: 4.5, digits: 1 })).toBe(true);
    expect(holds({ op: 'rounds', left: stat('mean', 60), to: 2.3, digits: 1 })).toBe(true);
    expect(holds({ op: 'equals', left: stat('median', 60), right: { value: 0.5 } })).toBe(true);
  });

  it('claim absence only as far as the source has told', () => {
    expect(holds({ op: 'complete', evidence: 'E1', until: minute(5) })).toBe(true);
    expect(holds({ op: 'complete', evidence: 'E1', until: minute(6) })).toBe(false);
  });

  it('are false, never an error, where a path leads nowhere', () => {
    const lost = [at('no', 'such', 'path'), at('versions', 7, 'sha'), { evidence: 'E9', path: ['name'] }];
    for (const left of lost) {
      expect(holds({ op: 'equals', left, right: { value: 'checkout' } })).toBe(false);
      expect(holds({ op: 'none', in: left, where: {} })).toBe(false);
      expect(holds({ op: 'some', in: left, where: {} })).toBe(false);
    }
    expect(holds({ op: 'equals', left: at('constructor'), right: at('constructor') })).toBe(false);
  });

  it('name the evidence they read', () => {
    const predicate: Predicate = {
      op: 'all',
      of: [
        { op: 'not', of: { op: 'some', in: { evidence: 'E10', path: [] }, where: {} } },
        { op: 'complete', evidence: 'E2', until: minute(1) },
        { op: 'ratio', of: stat('sum'), over: { value: 1 }, to: 9, digits: 0 },
      ],
    };
    expect(evidenceIn(predicate)).toEqual(['E1', 'E2', 'E10']);
  });

  it('refuse operators that do not exist', () => {
    expect(Predicate.safeParse({ op: 'eval', code: 'process.exit()' }).success).toBe(false);
  });

  it('round as people do', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 10_000 }), (n) => {
        expect(round(n / 10, 0)).toBe(Math.sign(n) * Math.floor(Math.abs(n) / 10 + 0.5));
      }),
    );
  });
});
