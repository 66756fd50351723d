import type { DeliveryRight } from '../adapters/channels/channel.ts';
import { channelsOf } from '../adapters/channels/channels.ts';
import type { Config } from '../adapters/config/config.ts';
import type { Model } from '../adapters/config/model-settings.ts';
import { OWN_SERVERS } from '../mcp/servers/own-servers.ts';
import { CLIENT_RIGHTS, READ_RIGHTS, clientStatements, readStatements } from '../mcp/servers/read-rights.ts';

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, string>>;
}

const sub = (text: string) => ({ 'Fn::Sub': text });
const PARTITION = `arn:\${AWS::Partition}`;

/** Of the account and region that it is deployed to; dashboards are of no region. */
const ownArn = (service: string, resource: string) =>
  sub(
    resource.startsWith('dashboard/')
      ? `${PARTITION}:${service}::\${AWS::AccountId}:${resource}`
      : `${PARTITION}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
  );

/** The parts of roles that follow from casefile.yml and from what the servers need. IAM takes no empty policy. */
export function rightsOf(config: Config) {
  const model = modelStatements(config.model);
  return {
    modelPolicy: model.length > 0 ? model : [{ Effect: 'Deny', Action: 'bedrock:*', Resource: '*' }],
    channelPolicy: channelStatements(config),
    policies: Object.fromEntries(
      OWN_SERVERS.map((server) => [
        server,
        {
          Version: '2012-10-17',
          Statement: readStatements(server, ownArn),
        },
      ]),
    ),
    clientPolicies: Object.fromEntries(
      OWN_SERVERS.map((server) => [
        server,
        { Version: '2012-10-17', Statement: clientStatements(server, ownArn) },
      ]),
    ),
    readActions: actionsOf(READ_RIGHTS),
    clientActions: [...new Set([...actionsOf(READ_RIGHTS), ...actionsOf(CLIENT_RIGHTS)])].sort(),
    externalPolicy: externalStatements(config),
    externalActions: externalActions(config),
  };
}

/** Of all servers, for the boundaries. */
function actionsOf(rights: typeof READ_RIGHTS): string[] {
  return OWN_SERVERS.flatMap((server) => rights[server].flatMap(({ actions }) => actions)).sort();
}

/** What the configured channels need, beside the topic that a deployment brings. */
function channelStatements(config: Config): Statement[] {
  const rights = channelsOf(config).flatMap((channel) => channel.rights);
  const actions = [...new Set(['sns:Publish', ...rights.map(({ action }) => action)])];
  return actions.map((wanted) => ({
    Effect: 'Allow',
    Action: wanted,
    Resource: [
      ...(wanted === 'sns:Publish' ? [{ Ref: 'Reports' }] : []),
      ...rights.flatMap(({ action, on }) => (action === wanted ? [resourceOf(on)] : [])),
    ],
  }));
}

function resourceOf(on: DeliveryRight['on']): unknown {
  return 'arn' in on
    ? on.arn
    : sub(`${PARTITION}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${on.parameter}`);
}

/** Exactly the model that casefile.yml names. */
function modelStatements(model: Model): Statement[] {
  switch (model.use) {
    case 'none':
      return [];
    case 'converse':
      return [...invoke(model.id), ...guardrail(model.guardrail)];
    case 'inline-agent':
      // InvokeInlineAgent has no resource; what it may run is limited by the second statement.
      return [
        { Effect: 'Allow', Action: 'bedrock:InvokeInlineAgent', Resource: '*' },
        ...invoke(model.id),
        ...guardrail(model.guardrail),
      ];
    case 'agent': {
      const place = `${PARTITION}:bedrock:${model.region ?? `\${AWS::Region}`}:\${AWS::AccountId}`;
      const alias = sub(`${place}:agent-alias/${model.agentId}/${model.aliasId}`);
      return [{ Effect: 'Allow', Action: 'bedrock:InvokeAgent', Resource: alias }];
    }
  }
}

/** Whoever may use an inference profile needs the models behind it too, which only the profile knows if it is an ARN. */
function invoke(id: string): Statement[] {
  const own: Statement = { Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: modelArns(id) };
  if (!/^arn:.*:(?:application-)?inference-profile\//.test(id)) return [own];
  return [
    own,
    {
      Effect: 'Allow',
      Action: 'bedrock:InvokeModel',
      Resource: sub(`${PARTITION}:bedrock:*::foundation-model/*`),
      Condition: { StringLike: { 'bedrock:InferenceProfileArn': id } },
    },
  ];
}

/** An inference profile routes to the model in several regions, and needs the right to both. */
function modelArns(id: string): unknown[] {
  const [, scope] = /^([a-z]{2,6}(?:-gov)?)\.[a-z0-9-]+\./.exec(id) ?? [];
  if (id.startsWith('arn:')) return [id];
  if (scope === undefined) return [sub(`${PARTITION}:bedrock:*::foundation-model/${id}`)];
  return [
    sub(`${PARTITION}:bedrock:*:\${AWS::AccountId}:inference-profile/${id}`),
    sub(`${PARTITION}:bedrock:*::foundation-model/${id.slice(scope.length + 1)}`),
  ];
}

function guardrail(rail: { id: string } | undefined): Statement[] {
  if (rail === undefined) return [];
  const arn = sub(`${PARTITION}:bedrock:*:\${AWS::AccountId}:guardrail/${rail.id}`);
  return [{ Effect: 'Allow', Action: 'bedrock:ApplyGuardrail', Resource: arn }];
}

/** What the `external` gather entry may: read a knowledge base, call function URLs, read tokens; as configured. */
function externalStatements({ runbooks, servers }: Config): Statement[] {
  const place = `\${AWS::Region}:\${AWS::AccountId}`;
  const auths = Object.values(servers).flatMap((server) => ('auth' in server ? (server.auth ?? []) : []));
  const functions = auths.flatMap((auth) => (auth.use === 'sigv4' ? (auth.function ?? []) : []));
  const secrets = auths.flatMap((auth) => ('secret' in auth ? [auth.secret] : []));
  const statements: Statement[] = [
    ...(runbooks !== undefined && 'knowledgeBase' in runbooks
      ? [
          allow(
            'bedrock:Retrieve',
            sub(`${PARTITION}:bedrock:${place}:knowledge-base/${runbooks.knowledgeBase}`),
          ),
        ]
      : []),
    ...(functions.length === 0
      ? []
      : [
          allow('lambda:InvokeFunctionUrl', functions),
          // AWS asks for both; this one alone would let the function be invoked directly.
          {
            ...allow('lambda:InvokeFunction', functions),
            Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
          },
        ]),
    ...(secrets.length === 0
      ? []
      : [
          allow(
            'secretsmanager:GetSecretValue',
            // Secrets Manager puts six characters behind a secret's name.
            secrets.map((id) =>
              id.startsWith('arn:') ? id : sub(`${PARTITION}:secretsmanager:${place}:secret:${id}-??????`),
            ),
          ),
        ]),
  ];
  return statements.length > 0 ? statements : [{ Effect: 'Deny', Action: 'bedrock:*', Resource: '*' }];
}

/** Of these, for the boundary. */
function externalActions(config: Config): string[] {
  const allowed = externalStatements(config).filter(({ Effect }) => Effect === 'Allow');
  const actions = allowed.flatMap(({ Action }) => Action);
  return actions.length > 0 ? actions : ['bedrock:Retrieve'];
}

function allow(Action: string, Resource: unknown): Statement {
  return { Effect: 'Allow', Action, Resource };
}
