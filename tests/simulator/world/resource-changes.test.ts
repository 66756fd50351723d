import { describe, expect, it } from '@jest/globals';
import { buildWorld } from '../../../simulator/world/world.ts';
import { madeUp } from '../worlds.ts';

const CHANGE =
  'at: 40m, by: Ops/kim, call: UpdateResolver, source: appsync.amazonaws.com, set: { MaxBatchSize: 5 }';

/** The call of a change that has more keys. */
function callOf(more: string) {
  const world = buildWorld(
    madeUp(`
functions: { f: {} }
resources:
  api/types/Query/resolvers/list:
    type: AWS::AppSync::Resolver
    stack: api
    changes: [{ ${CHANGE}${more} }]
`),
  );
  return world.trail.find(({ name }) => name === 'UpdateResolver');
}

describe('the call of a change of a resource', () => {
  const own = { type: 'AWS::AppSync::Resolver', name: 'api/types/Query/resolvers/list' };

  it('has what was set as its request, and names the resource', () => {
    expect(callOf('')).toMatchObject({ request: { MaxBatchSize: 5 }, resources: [own] });
  });

  it('has its own request, and names other resources, if the scenario says so', () => {
    const more =
      ', request: { apiId: api }, also: [{ type: AWS::AppSync::GraphQLApi, name: api }], viaStack: true';
    expect(callOf(more)).toMatchObject({
      request: { apiId: 'api' },
      resources: [own, { type: 'AWS::AppSync::GraphQLApi', name: 'api' }],
    });
  });
});
