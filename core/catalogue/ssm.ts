import type { Service } from './resource-type.ts';

export const ssm: Service = {
  eventSource: 'ssm.amazonaws.com',
  health: 'SSM',
  clients: {
    names: ['SimpleSystemsManagement'],
    calls: ['GetParameter', 'GetParameters', 'GetParametersByPath', 'PutParameter'],
  },
  types: [
    {
      type: 'AWS::SSM::Parameter',
      noun: 'parameter',
      arn: { service: 'ssm', prefix: 'parameter', id: /\/[\w./-]{1,1011}/ },
    },
  ],
};
