import { type Service, named } from './resource-type.ts';

export const s3: Service = {
  eventSource: 's3.amazonaws.com',
  health: 'S3',
  clients: {
    calls: [
      'GetObject',
      'PutObject',
      'HeadObject',
      'CopyObject',
      'ListObjectsV2',
      'UploadPart',
      'CreateMultipartUpload',
    ],
  },
  types: [
    {
      type: 'AWS::S3::Bucket',
      noun: 'bucket',
      arn: { service: 's3', prefix: '', id: /[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/, behind: /\/.{0,1024}/ },
      namedBy: [named('AWS/S3', 'BucketName')],
      silent: true,
    },
  ],
};
