import { type Service, named } from './resource-type.ts';

export const autoScaling: Service = {
  eventSource: 'autoscaling.amazonaws.com',
  health: 'AUTOSCALING',
  types: [
    {
      type: 'AWS::AutoScaling::AutoScalingGroup',
      noun: 'auto scaling group',
      namedBy: [named('AWS/AutoScaling', 'AutoScalingGroupName'), named('AWS/EC2', 'AutoScalingGroupName')],
    },
  ],
};
