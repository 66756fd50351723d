import { type Service, named } from './resource-type.ts';

export const ec2: Service = {
  eventSource: 'ec2.amazonaws.com',
  health: 'EC2',
  types: [
    {
      type: 'AWS::EC2::Instance',
      noun: 'instance',
      arn: { service: 'ec2', prefix: 'instance/', id: /i-[\da-f]{1,32}/ },
      namedBy: [named('AWS/EC2', 'InstanceId')],
    },
    {
      type: 'AWS::EC2::NatGateway',
      noun: 'NAT gateway',
      arn: { service: 'ec2', prefix: 'natgateway/', id: /nat-[\da-f]{1,32}/ },
      namedBy: [named('AWS/NATGateway', 'NatGatewayId')],
    },
  ],
};
