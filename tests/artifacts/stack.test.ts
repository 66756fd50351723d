import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../core/canonical.ts';
import { OWN_SERVERS } from '../../mcp/servers/own-servers.ts';
import { CLIENT_RIGHTS, READ_RIGHTS } from '../../mcp/servers/read-rights.ts';
import { installCfnLint } from './cfn-lint.ts';
import { type PackagedStack, packageStack, unpack } from './packaged-stack.ts';

const root = mkdtempSync(join(tmpdir(), 'casefile-stack-'));
let stack: PackagedStack;
beforeAll(() => {
  stack = packageStack(join(root, 'one'), 'one');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const properties = (name: string) => stack.template.Resources[name]?.Properties ?? {};
const textOf = (value: unknown) => JSON.stringify(value);

/** Everything that a role may do, as `Effect action resource`. */
function rightsOf(role: string): { action: string; resource: string; effect: string }[] {
  const policies = properties(role)['Policies'] as {
    PolicyDocument: { Statement: { Effect: string; Action: string | string[]; Resource: unknown }[] };
  }[];
  return policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.flatMap(({ Effect, Action, Resource }) =>
      [Action].flat().map((action) => ({ action, resource: textOf(Resource), effect: Effect })),
    ),
  );
}

const REMOTE = 'arn:aws:lambda:eu-west-1:111122223333:function:theirs';
const [ACCOUNT, REGION] = ['111122223333', 'eu-west-1'];

let full: PackagedStack | undefined;

/** With all that a casefile.yml can ask of a deployment. */
function fullStack(): PackagedStack {
  const file = join(root, 'casefile.yml');
  writeFileSync(
    file,
    `scope: { prefixes: [prod-] }
model: { use: converse, id: eu.anthropic.claude-x-v1 }
slack: { webhookParameter: /casefile/slack }
channels: [sns, slack]
runbooks: { knowledgeBase: KB12345678 }
deployment: { serverUrls: true, logDays: 7, caseDays: 90 }
servers:
  cloudwatch: { transport: in-process }
  lambda: { transport: in-process }
  cloudformation: { transport: in-process }
  remote: { transport: http, url: 'https://abc.lambda-url.eu-west-1.on.aws/', auth: { use: sigv4, function: '${REMOTE}' }, questions: [{ title: x, tool: y }] }
  token: { transport: http, url: 'https://mcp.example.com/mcp', auth: { use: bearer, secret: casefile/token }, questions: [{ title: x, tool: y }] }
`,
  );
  full ??= packageStack(join(root, 'full'), 'full', { CASEFILE_YML: file });
  return full;
}

/** A server's policy in the template, for one account and region. */
function deployedPolicy(server: string): unknown {
  const role = `Mcp${server.slice(0, 1).toUpperCase()}${server.slice(1)}Role`;
  const policies = properties(role)['Policies'] as { PolicyName: string; PolicyDocument: unknown }[];
  const read = policies.find(({ PolicyName }) => PolicyName === 'read')?.PolicyDocument;
  const text = textOf(read)
    .replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
    .replaceAll('${AWS::Partition}', 'aws')
    .replaceAll('${AWS::Region}', REGION)
    .replaceAll('${AWS::AccountId}', ACCOUNT);
  return JSON.parse(text);
}

function printedPolicy(server: string): unknown {
  const args = ['bin/casefile.js', 'mcp', 'policy', server, '--account', ACCOUNT, '--region', REGION];
  return JSON.parse(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout);
}

describe('the packaged stack', () => {
  it('has the state machine of the file, byte for byte', () => {
    expect(properties('Investigation')['DefinitionString']).toBe(
      readFileSync('statemachines/investigate.asl.json', 'utf8'),
    );
  });

  it('gives every name that the definition substitutes, and the names that it makes exist', () => {
    const definition = readFileSync('statemachines/investigate.asl.json', 'utf8');
    const asked = [...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    const given = properties('Investigation')['DefinitionSubstitutions'] as Record<string, unknown>;
    expect(Object.keys(given).sort()).toEqual([...new Set(asked)].sort());
    for (const entry of [...OWN_SERVERS, 'external']) {
      const name = `${String(given['GatherEvidencePrefix'])}-${entry}`;
      const names = Object.values(stack.template.Resources).map((one) => one.Properties['FunctionName']);
      expect(names).toContain(name);
    }
  });

  it('has the same code when it is packaged again', () => {
    const again = packageStack(join(root, 'again'), 'one');
    const hashes = ({ folder, functions }: PackagedStack) =>
      functions.map((name) => `${name} ${sha256(readFileSync(join(folder, `${name}.zip`), 'latin1'))}`);
    expect(hashes(again)).toEqual(hashes(stack));
    expect(stack.functions).toHaveLength(11);
  });

  it('shares no name with another stage', () => {
    const other = packageStack(join(root, 'two'), 'two');
    const names = ({ template }: PackagedStack) =>
      Object.values(template.Resources).flatMap(({ Type, Properties }) =>
        Type === 'AWS::Lambda::Permission'
          ? []
          : [
              'FunctionName',
              'StateMachineName',
              'LogGroupName',
              'AlarmName',
              'RoleName',
              'TopicName',
              'BucketName',
              'QueueName',
            ].flatMap((key) => (Properties[key] === undefined ? [] : [textOf(Properties[key])])),
      );
    expect(names(stack).length).toBeGreaterThan(20);
    expect(names(other).filter((name) => names(stack).includes(name))).toEqual([]);
  });

  it('bundles everything: a function imports with nothing beside it', () => {
    for (const name of stack.functions) {
      const { bytes, files, root: folder } = unpack(stack, name);
      expect(files.some((file) => file.endsWith('.mjs'))).toBe(true);
      // A dialect asks and reads, so that the words of log lines (58 kB) are in every function that gathers.
      expect(bytes).toBeLessThan(1_150_000);
      const entry = files.find((file) => file.endsWith('.mjs')) ?? '';
      const env = {
        AWS_REGION: 'eu-west-1',
        CASEFILE_BUCKET: 'b',
        CASEFILE_TOPIC: 'arn:aws:sns:eu-west-1:111122223333:t',
        CASEFILE_FAILURES_TOPIC: 'arn:aws:sns:eu-west-1:111122223333:f',
        CASEFILE_STATE_MACHINE: 'arn:aws:states:eu-west-1:111122223333:stateMachine:m',
      };
      const code = `const m = await import(${JSON.stringify(join(folder, entry))}); process.stdout.write(typeof m.handler);`;
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      expect([name, stdout, stderr]).toEqual([name, 'function', '']);
    }
  });

  it('lets the gather roles do what their server needs, within the boundary, and nothing that writes', () => {
    const boundary = textOf(properties('GatherBoundary'));
    const allRead = OWN_SERVERS.flatMap((server) => READ_RIGHTS[server].flatMap(({ actions }) => actions));
    for (const server of OWN_SERVERS) {
      const role = `Gather${server.slice(0, 1).toUpperCase()}${server.slice(1)}Role`;
      expect(properties(role)['PermissionsBoundary']).toEqual({ Ref: 'GatherBoundary' });
      const own = READ_RIGHTS[server].flatMap(({ actions }) => actions);
      const actions = rightsOf(role).map(({ action }) => action);
      for (const action of own) expect(actions).toContain(action);
      for (const action of allRead.filter((one) => !own.includes(one))) expect(actions).not.toContain(action);
      for (const action of actions) expect(boundary).toContain(action);
    }
    expect(
      rightsOf('GatherExternalRole').filter(
        ({ effect, action }) => effect === 'Allow' && allRead.includes(action),
      ),
    ).toEqual([]);
    const everything = textOf(stack.template);
    for (const never of ['lambda:GetFunction"', 'logs:Unmask', 'iam:PassRole', '"Action":"*"', '"s3:*"]']) {
      expect(everything).not.toContain(never);
    }
  });

  it('lets the state machine invoke its own functions and no other', () => {
    const invoked = rightsOf('InvestigationRole').filter(({ action }) => action === 'lambda:InvokeFunction');
    const functions = [...(invoked[0]?.resource.matchAll(/"(\w+)LambdaFunction"/g) ?? [])].map(
      ([, name]) => name,
    );
    expect(functions.toSorted((a = '', b = '') => (a < b ? -1 : 1))).toEqual(
      [
        'AnalyzeEvidence',
        'GatherCloudformation',
        'GatherCloudwatch',
        'GatherExternal',
        'GatherLambda',
        'OpenIncident',
        'PublishReport',
        'ResolveIncident',
        'SummarizeVerdict',
      ].sort(),
    );
  });

  it('has rules whose targets have a role, retries and a queue that may be written to', () => {
    for (const rule of ['AlarmRule', 'OkRule']) {
      const [target] = properties(rule)['Targets'] as Record<string, unknown>[];
      expect(target).toMatchObject({
        RoleArn: { 'Fn::GetAtt': ['StartRole', 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Undelivered', 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600 },
      });
      expect(textOf(properties('UndeliveredPolicy'))).toContain(`"Fn::GetAtt":["${rule}","Arn"]`);
    }
    expect(properties('AlarmRule')['EventPattern']).toEqual(
      JSON.parse(readFileSync('rules/alarm.json', 'utf8')),
    );
  });

  it('takes scope, model, channels and server URLs from casefile.yml', () => {
    stack = fullStack();
    expect(textOf(properties('AlarmRule')['EventPattern'])).toContain('"alarmName":[{"prefix":"prod-"}]');
    expect(rightsOf('SummarizeVerdictRole')).toContainEqual(
      expect.objectContaining({
        action: 'bedrock:InvokeModel',
        resource: expect.stringContaining('foundation-model/anthropic.claude-x-v1'),
      }),
    );
    expect(rightsOf('PublishReportRole').map(({ action }) => action)).toContain('ssm:GetParameter');
    expect(rightsOf('GatherExternalRole').map(({ action }) => action)).toContain('bedrock:Retrieve');
    expect(
      Object.values(stack.template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Url'),
    ).toHaveLength(3);
    expect(textOf(properties('ServerCallers'))).toMatch(
      /"lambda:InvokeFunctionUrl".*"lambda:InvokeFunction".*"lambda:InvokedViaFunctionUrl":"true"/,
    );
    const external = rightsOf('GatherExternalRole').filter(({ effect }) => effect === 'Allow');
    expect(external).toContainEqual(
      expect.objectContaining({ action: 'lambda:InvokeFunctionUrl', resource: textOf([REMOTE]) }),
    );
    expect(external.map(({ action }) => action)).toContain('secretsmanager:GetSecretValue');
    for (const { action } of external) expect(textOf(properties('GatherBoundary'))).toContain(action);
    for (const server of OWN_SERVERS) expect(deployedPolicy(server)).toEqual(printedPolicy(server));
    expect(textOf(properties('OpenIncidentLambdaFunction'))).toContain('knowledgeBase');
  });

  it('lets the servers behind URLs do what their clients may ask, within a boundary that has nothing else', () => {
    stack = fullStack();
    const { Statement } = properties('ServerBoundary')['PolicyDocument'] as {
      Statement: { Effect: string; Action: string[] }[];
    };
    expect(new Set(Statement.map(({ Effect }) => Effect))).toEqual(new Set(['Allow']));
    const mine = OWN_SERVERS.flatMap((server) => {
      const role = `Mcp${server.slice(0, 1).toUpperCase()}${server.slice(1)}Role`;
      expect(properties(role)['PermissionsBoundary']).toEqual({ Ref: 'ServerBoundary' });
      return rightsOf(role).map(({ action }) => action);
    });
    expect(mine).toEqual(
      expect.arrayContaining(['health:DescribeEvents', 'iam:ListAccountAliases', 'cloudtrail:LookupEvents']),
    );
    for (const rights of [READ_RIGHTS, CLIENT_RIGHTS]) {
      const all = OWN_SERVERS.flatMap((server) => rights[server].flatMap(({ actions }) => actions));
      expect(mine).toEqual(expect.arrayContaining(all));
    }
    const allowed = Statement.flatMap(({ Action }) => Action);
    expect(allowed.toSorted()).toEqual([...new Set(mine)].sort());
  });

  it('S2: lets only signed requests of the stack’s own callers into the URLs of its servers', () => {
    stack = fullStack();
    const all = Object.values(stack.template.Resources);
    const urls = all.filter(({ Type }) => Type === 'AWS::Lambda::Url');
    expect(urls.map(({ Properties }) => Properties['AuthType'])).toEqual(OWN_SERVERS.map(() => 'AWS_IAM'));
    for (const { Properties } of urls) expect(Properties).not.toHaveProperty('Cors');
    // A permission on a function lets others in than those whose own policies say so.
    const permissions = all.filter(({ Type }) => Type === 'AWS::Lambda::Permission');
    for (const { Properties } of permissions) {
      expect(textOf(Properties)).not.toMatch(/"NONE"|InvokeFunctionUrl|"Principal":"\*"/);
    }
    expect(textOf(stack.template)).not.toContain('"NONE"');
    const callers = properties('ServerCallers')['PolicyDocument'] as {
      Statement: { Effect: string; Action: string; Resource: unknown; Condition?: unknown }[];
    };
    const mine = OWN_SERVERS.map(
      (server) => `Server${server.slice(0, 1).toUpperCase()}${server.slice(1)}LambdaFunction`,
    );
    expect(callers.Statement.map(({ Action }) => Action)).toEqual([
      'lambda:InvokeFunctionUrl',
      'lambda:InvokeFunction',
    ]);
    for (const { Resource } of callers.Statement) {
      const named = [Resource].flat().map(textOf);
      expect(named).toHaveLength(mine.length);
      for (const [i, text] of named.entries()) expect(text).toContain(mine[i]);
      expect(textOf(Resource)).not.toContain('*');
    }
    expect(callers.Statement[1]?.Condition).toEqual({ Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } });
  });

  it.each([
    ['a server over stdio', 'servers: { lambda: { transport: stdio } }', /runs over stdio/],
    [
      'an own server elsewhere',
      "servers: { lambda: { transport: http, url: 'https://mcp.example.com/mcp' } }",
      /has a URL, and a deployed stage runs its own/,
    ],
    [
      'a token in a variable',
      "servers: { theirs: { transport: http, url: 'https://x.example/mcp', auth: { use: bearer, variable: T }, questions: [{ title: x, tool: y }] } }",
      /has its token in a variable/,
    ],
    [
      'signed requests to nobody knows what',
      "servers: { theirs: { transport: http, url: 'https://x.example/mcp', auth: { use: sigv4 }, questions: [{ title: x, tool: y }] } }",
      /takes signed requests, and a deployed stage may sign none/,
    ],
    ['a folder of runbooks', 'runbooks: { folder: runbooks }', /a folder of this machine/],
    [
      'a webhook in a variable',
      'slack: { webhookVariable: SLACK_URL }',
      /would put a secret into the template/,
    ],
    [
      'a scope that takes our own',
      'scope: { prefixes: [Target] }',
      /would take the alarms of target tracking/,
    ],
  ])('is not made with %s', (_what, text, message) => {
    const file = join(root, 'bad.yml');
    writeFileSync(file, text);
    expect(() => packageStack(join(root, 'bad'), 'bad', { CASEFILE_YML: file })).toThrow(message);
  });
});

describe('cfn-lint', () => {
  const installed = installCfnLint();

  it('finds nothing but what has its reason', () => {
    if ('skipped' in installed) {
      process.stdout.write(`cfn-lint: skipped: ${installed.skipped}\n`);
      return;
    }
    const again = packageStack(join(root, 'linted'), 'linted');
    const { stdout } = spawnSync(installed.program, ['-f', 'json', '-t', again.templateFile], {
      encoding: 'utf8',
    });
    const findings = JSON.parse(stdout) as { Rule: { Id: string }; Message: string }[];
    const reasoned = ({ Rule, Message }: (typeof findings)[number]) =>
      // The framework adds a DependsOn to each function that its role implies already.
      (Rule.Id === 'W3005' && /dependency already enforced/.test(Message)) ||
      // In the SDK, and not yet in the list of actions that cfn-lint has.
      (Rule.Id === 'W3037' && /'describealarmcontributors'/.test(Message));
    expect(
      findings.filter((finding) => !reasoned(finding)).map(({ Rule, Message }) => `${Rule.Id} ${Message}`),
    ).toEqual([]);
    expect(findings.length).toBeGreaterThan(0);
  });
});
