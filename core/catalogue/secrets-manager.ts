import type { Service } from './resource-type.ts';

export const secretsManager: Service = {
  eventSource: 'secretsmanager.amazonaws.com',
  health: 'SECRETSMANAGER',
  clients: { names: ['SecretsManager'], calls: ['GetSecretValue', 'PutSecretValue', 'DescribeSecret'] },
  types: [
    {
      type: 'AWS::SecretsManager::Secret',
      noun: 'secret',
      arn: { service: 'secretsmanager', prefix: 'secret:', id: /[\w/+=.@-]{1,512}/, whole: true },
    },
  ],
};
