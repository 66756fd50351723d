import { type Service, named } from './resource-type.ts';

export const cloudfront: Service = {
  eventSource: 'cloudfront.amazonaws.com',
  health: 'CLOUDFRONT',
  types: [
    {
      type: 'AWS::CloudFront::Distribution',
      noun: 'distribution',
      arn: { service: 'cloudfront', prefix: 'distribution/', id: /[A-Z0-9]{1,32}/ },
      namedBy: [named('AWS/CloudFront', 'DistributionId')],
    },
  ],
};
