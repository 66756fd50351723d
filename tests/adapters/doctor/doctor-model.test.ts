import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AwsSession } from '../../../adapters/account/aws-session.ts';
import { runChecks } from '../../../adapters/doctor/check.ts';
import { checkModel } from '../../../adapters/doctor/check-model.ts';
import { bothVersions } from '../../../simulator/preface.ts';

let close: (() => void) | undefined;
afterEach(() => close?.());

/** An account whose Bedrock refuses everything so. */
async function refusing(code: string, message: string): Promise<AwsSession> {
  const server = bothVersions((_request, response) => {
    response.writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': code });
    response.end(JSON.stringify({ message }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  close = () => void server.close();
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    account: '111122223333',
    partition: 'aws',
    region: 'eu-west-1',
    who: 'role Admin',
    arn: 'arn:aws:sts::111122223333:assumed-role/Admin/jo',
    aws: { region: 'eu-west-1', endpoint, credentials: { accessKeyId: 'stub', secretAccessKey: 'stub' } },
    env: {},
  };
}

describe('a model', () => {
  const model = { use: 'converse', id: 'MODEL', maxTokens: 900, timeoutSeconds: 15 } as const;

  it.each([
    [
      'AccessDeniedException',
      "You don't have access to the model with the specified model ID.",
      { outcome: 'failed', mend: expect.stringMatching(/Bedrock console/) },
    ],
    [
      'ValidationException',
      'Invocation of model ID x with on-demand throughput isn’t supported.',
      { outcome: 'failed', mend: expect.stringMatching(/list-inference-profiles/) },
    ],
    [
      'ValidationException',
      'This model does not support the outputConfig field.',
      { outcome: 'failed', says: expect.stringMatching(/does not take what it would be asked/) },
    ],
    ['ServiceUnavailableException', 'Try again.', { outcome: 'unknown' }],
  ])('is told apart by what Bedrock says: %s: %s', async (code, message, expected) => {
    const session = await refusing(code, message);
    expect(await runChecks([checkModel(model, session)])).toEqual([expect.objectContaining(expected)]);
  });

  it('is not asked for if none is set up, and an agent is not asked', async () => {
    const session = await refusing('InternalServerException', '');
    const agent = { use: 'agent', agentId: 'A', aliasId: 'B', maxTokens: 900, timeoutSeconds: 15 } as const;
    const results = await runChecks([checkModel({ use: 'none' }, session), checkModel(agent, session)]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['ok', 'unknown']);
  });
});
