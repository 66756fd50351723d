import type { Evidence } from '../case.ts';
import { Json, canonical } from '../canonical.ts';
import { evaluate } from '../proof/evaluate.ts';
import { type Finding, type Predicate, evidenceIn } from '../proof/predicate.ts';
import { type FindingData, type FindingKind, sayFinding } from '../words/findings.ts';

export interface FindingList {
  readonly all: readonly Finding[];
  /**
   * Adds a finding and gives it the next id; what was said already is not said again.
   * @throws Error if its predicate does not hold on the evidence: the analysis would be claiming too much
   */
  add<K extends FindingKind>(kind: K, data: FindingData<K>, predicate: Predicate, at?: string): Finding;
  /** As `add`, or undefined if it does not hold: a server may give datapoints where none should be. */
  addIfHolds<K extends FindingKind>(
    kind: K,
    data: FindingData<K>,
    predicate: Predicate,
    at?: string,
  ): Finding | undefined;
}

export function findingList(evidence: readonly Evidence[]): FindingList {
  const all: Finding[] = [];
  const list: FindingList = {
    all,
    addIfHolds: (kind, data, predicate, at) =>
      Json.safeParse(predicate).success && evaluate(predicate, evidence)
        ? list.add(kind, data, predicate, at)
        : undefined,
    add(kind, data, predicate, at) {
      const text = sayFinding(kind, data);
      const proof = canonical(predicate);
      const said = all.find(
        (finding) => finding.kind === kind && finding.text === text && canonical(finding.predicate) === proof,
      );
      if (said !== undefined) return said;
      if (!evaluate(predicate, evidence)) {
        throw new Error(`The analysis made a finding that does not hold: ${kind}: ${text}`);
      }
      const finding: Finding = {
        id: `F${all.length + 1}`,
        kind,
        data,
        text,
        ...(at !== undefined && { at }),
        evidence: evidenceIn(predicate),
        predicate,
      };
      all.push(finding);
      return finding;
    },
  };
  return list;
}
