import type { Service } from './resource-type.ts';

export const kms: Service = {
  eventSource: 'kms.amazonaws.com',
  health: 'KMS',
  clients: {
    names: ['KeyManagementService'],
    calls: ['Decrypt', 'Encrypt', 'GenerateDataKey', 'ReEncrypt', 'Sign', 'Verify'],
  },
  types: [
    {
      type: 'AWS::KMS::Key',
      noun: 'key',
      arn: { service: 'kms', prefix: 'key/', id: /[\da-f-]{36}/ },
    },
  ],
};
