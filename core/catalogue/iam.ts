import type { Service } from './resource-type.ts';

export const ROLE = 'AWS::IAM::Role';

export const iam: Service = {
  eventSource: 'iam.amazonaws.com',
  health: 'IAM',
  types: [{ type: ROLE, noun: 'role', inTrail: true }],
  changes: [
    { call: 'DeleteRolePolicy', kind: 'permission' },
    { call: 'PutRolePolicy', kind: 'permission' },
    { call: 'DetachRolePolicy', kind: 'permission' },
    { call: 'AttachRolePolicy', kind: 'permission' },
    { call: 'CreatePolicyVersion', kind: 'permission' },
    { call: 'SetDefaultPolicyVersion', kind: 'permission' },
    { call: 'DeletePolicyVersion', kind: 'permission' },
    { call: 'DeleteRolePermissionsBoundary', kind: 'permission' },
    { call: 'PutRolePermissionsBoundary', kind: 'permission' },
    { call: 'UpdateAssumeRolePolicy', kind: 'permission' },
    { call: 'DeleteRole', kind: 'permission' },
  ],
  rights: [
    { server: 'cloudwatch', actions: ['iam:ListAccountAliases'], on: '*', clientsOnly: true },
    { server: 'lambda', actions: ['iam:ListAccountAliases'], on: '*', clientsOnly: true },
    { server: 'cloudformation', actions: ['iam:ListAccountAliases'], on: '*', clientsOnly: true },
  ],
};
