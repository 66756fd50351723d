import type { Service } from './resource-type.ts';

export const STACK = 'AWS::CloudFormation::Stack';

export const cloudformation: Service = {
  eventSource: 'cloudformation.amazonaws.com',
  health: 'CLOUDFORMATION',
  types: [{ type: STACK, noun: 'stack', partOf: STACK }],
  rights: [
    {
      server: 'cloudformation',
      actions: ['cloudformation:DescribeStackEvents', 'cloudformation:ListStackResources'],
      on: { service: 'cloudformation', resources: ['stack/*'] },
    },
    // By the physical id of a resource, the stack is not known before.
    { server: 'cloudformation', actions: ['cloudformation:DescribeStackResources'], on: '*' },
    {
      server: 'cloudformation',
      actions: ['cloudformation:DescribeStacks', 'cloudformation:DescribeEvents'],
      on: { service: 'cloudformation', resources: ['stack/*'] },
      clientsOnly: true,
    },
    { server: 'cloudformation', actions: ['cloudformation:ListStacks'], on: '*', clientsOnly: true },
  ],
};
