import { describe, expect, it } from '@jest/globals';
import { stackMembers } from '../../../simulator/world/stack-members.ts';
import { madeUp } from '../worlds.ts';

describe('the members of a stack', () => {
  it('go by the ids that CloudFormation uses: an ARN for services, topics and load balancers', () => {
    const scenario = madeUp(`
resources:
  web/shop: { type: 'AWS::ECS::Service', stack: shop }
  news: { type: 'AWS::SNS::Topic', stack: shop }
  app/shop/50dc6c495c0c9188: { type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', stack: shop }
  orders: { type: 'AWS::RDS::DBInstance', stack: shop }
`);
    const { region, account } = scenario;
    expect(stackMembers(scenario).map(({ physicalId }) => physicalId)).toEqual([
      `arn:aws:ecs:${region}:${account}:service/web/shop`,
      `arn:aws:sns:${region}:${account}:news`,
      `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/shop/50dc6c495c0c9188`,
      'orders',
    ]);
  });
});
