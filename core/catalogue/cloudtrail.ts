import type { Service } from './resource-type.ts';

export const cloudtrail: Service = {
  eventSource: 'cloudtrail.amazonaws.com',
  health: 'CLOUDTRAIL',
  types: [],
  rights: [
    {
      server: 'cloudformation',
      actions: ['cloudtrail:LookupEvents', 'health:DescribeEvents'],
      on: '*',
    },
  ],
};
