import type { Evidence } from '../case.ts';
import { type AnswerOf, type ArgsOf, type CapabilityName, capabilities } from './capabilities.ts';

/** One piece of evidence of a capability, with the types of its question and answer. */
export type Typed<N extends CapabilityName> = Omit<Evidence, 'capability' | 'args' | 'answer'> & {
  capability: N;
  args: ArgsOf<N>;
  answer: AnswerOf<N>;
};

/** Evidence by capability, each piece parsed once, when it is first looked for. */
export interface EvidenceIndex {
  /** As it is recorded: what predicates are evaluated on. */
  readonly all: readonly Evidence[];
  /**
   * The evidence of one capability, the oldest question first; an answer that was asked for again comes after the one it
   * replaces.
   */
  of<N extends CapabilityName>(capability: N): readonly Typed<N>[];
}

const INDEXES = new WeakMap<readonly Evidence[], EvidenceIndex>();

/**
 * The index of a list of evidence; the same list has the same index, so that whoever asks and whoever judges share it.
 * @throws ZodError, from `of`, for an answer that its capability does not allow: `deriveEvidence` lets none through
 */
export function indexEvidence(evidence: readonly Evidence[]): EvidenceIndex {
  const index = INDEXES.get(evidence) ?? newIndex(evidence);
  INDEXES.set(evidence, index);
  return index;
}

function newIndex(evidence: readonly Evidence[]): EvidenceIndex {
  const read: { [N in CapabilityName]?: readonly Typed<N>[] } = {};
  return {
    all: evidence,
    of<N extends CapabilityName>(capability: N): readonly Typed<N>[] {
      const known: readonly Typed<N>[] | undefined = read[capability];
      if (known !== undefined) return known;
      const parsed = parsedOf(capability, evidence);
      Object.assign(read, { [capability]: parsed });
      return parsed;
    },
  };
}

function parsedOf<N extends CapabilityName>(capability: N, evidence: readonly Evidence[]): Typed<N>[] {
  const { args, answer } = SCHEMAS[capability];
  return evidence
    .filter((item) => item.capability === capability)
    .map((item) => ({ ...item, capability, args: args.parse(item.args), answer: answer.parse(item.answer) }));
}

/** The same as `capabilities`, in a form in which a capability's name tells its types. */
const SCHEMAS: { [N in CapabilityName]: Schemas<N> } = capabilities;

interface Schemas<N extends CapabilityName> {
  args: { parse: (value: unknown) => ArgsOf<N> };
  answer: { parse: (value: unknown) => AnswerOf<N> };
}
