import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { LogLine } from '../../../mcp/server-kit/log.ts';
import { mcpHost } from '../../../mcp/server-kit/mcp-host.ts';
import { loadServer } from '../../../mcp/servers/own-servers.ts';
import { PROFILES, selectTools } from '../../../mcp/servers/select-tools.ts';
import { withResources } from '../../../mcp/servers/with-resources.ts';
import { type AwsStub, StubFault, awsStub } from '../../harness/aws-stub.ts';

let stub: AwsStub;
let client: Client;
const log: LogLine[] = [];
beforeAll(async () => {
  stub = await awsStub();
  const definition = withResources('cloudwatch', await loadServer('cloudwatch', '1', stub.aws), stub.aws, {});
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await mcpHost(definition, { log: (line) => log.push(line) })
    .open('s')
    .connect(theirs);
  client = new Client({ name: 'test', version: '1' });
  await client.connect(ours);
});
afterAll(async () => {
  await client.close();
  await stub.close();
});

const query = (operation: string, body: string) =>
  `<${operation}Response><${operation}Result>${body}</${operation}Result></${operation}Response>`;
const textOf = async (uri: string): Promise<unknown> => {
  const [content] = (await client.readResource({ uri })).contents;
  return JSON.parse(content !== undefined && 'text' in content ? content.text : '');
};

describe('resources', () => {
  it('are the dashboards and the account', async () => {
    stub.answer({ ListDashboards: { DashboardEntries: [{ DashboardName: 'shop' }] } });
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual([
      'aws://account/metadata',
      'aws://cloudwatch/dashboards/shop',
    ]);
    expect((await client.listResourceTemplates()).resourceTemplates.map((one) => one.uriTemplate)).toEqual([
      'aws://cloudwatch/dashboards/{name}',
    ]);
  });

  it('tell a dashboard as AWS keeps it', async () => {
    stub.answer({ GetDashboard: { DashboardBody: '{"widgets":[{"type":"metric"}]}' } });
    expect(await textOf('aws://cloudwatch/dashboards/shop')).toEqual({
      name: 'shop',
      body: { widgets: [{ type: 'metric' }] },
    });
  });

  it('have a line in the log for each reading and listing', async () => {
    stub.answer({
      GetDashboard: { DashboardBody: '{}' },
      ListDashboards: new StubFault('AccessDeniedException'),
    });
    log.length = 0;
    await textOf('aws://cloudwatch/dashboards/shop');
    await expect(client.readResource({ uri: 'aws://cloudwatch/nothing' })).rejects.toThrow('no resource');
    await expect(client.listResources()).rejects.toThrow('AccessDenied');
    const line = { session_id: 's', duration_ms: expect.any(Number) };
    expect(log).toMatchObject([
      {
        ...line,
        tool_name: 'resources/read',
        input_parameters: { uri: 'aws://cloudwatch/dashboards/shop' },
        success: true,
        error_type: null,
      },
      { ...line, tool_name: 'resources/read', success: false, error_type: 'NotFound' },
      {
        ...line,
        tool_name: 'resources/list',
        success: false,
        error_type: 'AccessDenied',
        aws_request_id: expect.any(String),
      },
    ]);
  });

  it('tell whose account it is and what may be done, also if its alias may not be read', async () => {
    stub.answer({
      GetCallerIdentity: query(
        'GetCallerIdentity',
        '<Account>111122223333</Account><Arn>arn:aws:sts::111122223333:assumed-role/reader/s</Arn>',
      ),
      ListAccountAliases: new StubFault('AccessDenied', 'no'),
    });
    expect(await textOf('aws://account/metadata')).toMatchObject({
      account: '111122223333',
      region: 'eu-west-1',
      alias: null,
      mayDo: [expect.stringContaining('Reads alarms'), expect.any(String)],
      warnings: [expect.stringContaining('alias is not known')],
    });
  });

  it('that are not there, or not to be had, are errors that say so', async () => {
    await expect(client.readResource({ uri: 'aws://cloudwatch/dashboards/../x' })).rejects.toThrow(
      /no resource/,
    );
    stub.answer({
      GetDashboard: new StubFault('AccessDenied', 'not authorized to perform: cloudwatch:GetDashboard'),
    });
    await expect(client.readResource({ uri: 'aws://cloudwatch/dashboards/shop' })).rejects.toMatchObject({
      message: expect.stringContaining('cloudwatch:GetDashboard'),
      data: expect.objectContaining({ code: 'AccessDenied' }),
    });
  });
});

describe('a smaller catalogue', () => {
  it('has the tools that were named, and says which do not exist', async () => {
    const definition = await loadServer('lambda', '1', stub.aws);
    const some = selectTools(definition, ['list_versions', 'get_function']);
    expect('definition' in some && some.definition.tools.map(({ name }) => name)).toEqual([
      'get_function',
      'list_versions',
    ]);
    expect(selectTools(definition, ['get_function', 'delete_function'])).toEqual({
      unknown: ['delete_function'],
    });
  });

  it('for incidents names tools that exist, on every server some', async () => {
    const names = await Promise.all(
      (['cloudwatch', 'lambda', 'cloudformation'] as const).map(async (name) =>
        (await loadServer(name, '1', stub.aws)).tools.map((tool) => tool.name),
      ),
    );
    const profile = PROFILES['incident'] ?? [];
    expect(names.flat()).toEqual(expect.arrayContaining([...profile]));
    for (const of of names) expect(of.filter((name) => profile.includes(name)).length).toBeGreaterThan(2);
  });
});
