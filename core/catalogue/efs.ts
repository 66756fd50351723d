import { type Service, named } from './resource-type.ts';

export const efs: Service = {
  eventSource: 'elasticfilesystem.amazonaws.com',
  health: 'ELASTICFILESYSTEM',
  types: [
    {
      type: 'AWS::EFS::FileSystem',
      noun: 'file system',
      namedBy: [named('AWS/EFS', 'FileSystemId')],
    },
  ],
};
