/** What a model or an agent does instead of what its prompt asks of it. */
export const MODEL_FAULTS = ['lies', 'cut-off', 'refuses', 'malformed', 'breaks', 'times-out'] as const;
export type ModelFault = (typeof MODEL_FAULTS)[number];

/** Only a stream can break after it began. */
const AGENT: readonly ModelFault[] = ['lies', 'cut-off', 'refuses', 'malformed', 'breaks'];

const BY_OPERATION: Readonly<Record<string, readonly ModelFault[]>> = {
  Converse: ['lies', 'cut-off', 'refuses', 'malformed', 'times-out'],
  InvokeAgent: AGENT,
  InvokeInlineAgent: AGENT,
  Retrieve: ['lies'],
};

/** Those that an operation knows; none if it is not one of Bedrock. */
export function modelFaultsOf(operation: string): readonly ModelFault[] {
  return BY_OPERATION[operation] ?? [];
}
