import type { ChangeKind } from '../observe/facts.ts';

/**
 * API calls that change what a resource does, as CloudTrail names them (Lambda's with an API date behind:
 * `UpdateFunctionCode20150331v2`), so names are compared without it. By service.
 */
const CHANGE_CALLS: readonly { source: string; call: string; kind: ChangeKind }[] = [
  { source: 'lambda.amazonaws.com', call: 'UpdateFunctionCode', kind: 'deployment' },
  { source: 'lambda.amazonaws.com', call: 'PublishVersion', kind: 'deployment' },
  { source: 'lambda.amazonaws.com', call: 'UpdateAlias', kind: 'deployment' },
  { source: 'lambda.amazonaws.com', call: 'CreateFunction', kind: 'deployment' },
  { source: 'lambda.amazonaws.com', call: 'UpdateFunctionConfiguration', kind: 'configuration' },
  { source: 'lambda.amazonaws.com', call: 'PutFunctionConcurrency', kind: 'concurrency' },
  { source: 'lambda.amazonaws.com', call: 'DeleteFunctionConcurrency', kind: 'concurrency' },
  { source: 'lambda.amazonaws.com', call: 'UpdateEventSourceMapping', kind: 'mapping' },
  { source: 'lambda.amazonaws.com', call: 'DeleteEventSourceMapping', kind: 'mapping' },
  { source: 'dynamodb.amazonaws.com', call: 'UpdateTable', kind: 'capacity' },
  { source: 'kinesis.amazonaws.com', call: 'UpdateShardCount', kind: 'capacity' },
  { source: 'kinesis.amazonaws.com', call: 'MergeShards', kind: 'capacity' },
  { source: 'iam.amazonaws.com', call: 'DeleteRolePolicy', kind: 'permission' },
  { source: 'iam.amazonaws.com', call: 'PutRolePolicy', kind: 'permission' },
  { source: 'iam.amazonaws.com', call: 'DetachRolePolicy', kind: 'permission' },
  { source: 'iam.amazonaws.com', call: 'PutRolePermissionsBoundary', kind: 'permission' },
  { source: 'iam.amazonaws.com', call: 'UpdateAssumeRolePolicy', kind: 'permission' },
  { source: 'iam.amazonaws.com', call: 'DeleteRole', kind: 'permission' },
];

/** What a call did, if it is one of those. Calls of other services on a resource are configuration changes. */
export function kindOfCall(source: string, name: string): ChangeKind | undefined {
  const known = CHANGE_CALLS.find(
    (entry) => entry.source === source && new RegExp(`^${entry.call}(?:\\d{8}(?:v\\d+)?)?$`).test(name),
  );
  if (known !== undefined) return known.kind;
  const ours = CHANGE_CALLS.some((entry) => entry.source === source);
  return !ours &&
    /^(?:Update|Modify|Put|Set|Delete|Disable|Reboot|Stop|Failover|Reset|Detach|Remove)/.test(name)
    ? 'configuration'
    : undefined;
}
