import type { ChangeKind } from './facts.ts';

/**
 * Lambda API calls that change what a function does, as CloudTrail names them (with an API date behind:
 * `UpdateFunctionCode20150331v2`), so names are compared from their beginning.
 */
export const CHANGE_CALLS: readonly { call: string; kind: ChangeKind }[] = [
  { call: 'UpdateFunctionCode', kind: 'deployment' },
  { call: 'PublishVersion', kind: 'deployment' },
  { call: 'UpdateAlias', kind: 'deployment' },
  { call: 'CreateFunction', kind: 'deployment' },
  { call: 'UpdateFunctionConfiguration', kind: 'configuration' },
  { call: 'PutFunctionConcurrency', kind: 'concurrency' },
  { call: 'DeleteFunctionConcurrency', kind: 'concurrency' },
];
