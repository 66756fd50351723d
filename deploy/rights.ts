import type { Config, Model } from '../adapters/config.ts';
import { OWN_SERVERS } from '../mcp/servers/own-servers.ts';
import { READ_RIGHTS, readStatements } from '../mcp/servers/read-rights.ts';

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, string>>;
}

const sub = (text: string) => ({ 'Fn::Sub': text });
const PARTITION = `arn:\${AWS::Partition}`;

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
          Statement: readStatements(server, (service, resource) =>
            sub(`${PARTITION}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`),
          ),
        },
      ]),
    ),
    readActions: OWN_SERVERS.flatMap((server) =>
      READ_RIGHTS[server].flatMap(({ actions }) => actions),
    ).sort(),
    runbookPolicy: runbooks(config),
  };
}

function channelStatements({ sns, amazonQ, slack }: Config): Statement[] {
  const topics = [sns?.topic, amazonQ?.topic].filter((topic) => topic !== undefined);
  const parameter = slack !== undefined && 'webhookParameter' in slack ? slack.webhookParameter : undefined;
  return [
    { Effect: 'Allow', Action: 'sns:Publish', Resource: [{ Ref: 'Reports' }, ...topics] },
    ...(parameter === undefined
      ? []
      : [
          {
            Effect: 'Allow' as const,
            Action: 'ssm:GetParameter',
            Resource: sub(`${PARTITION}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${parameter}`),
          },
        ]),
  ];
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

/** What the `external` gather entry may read of a knowledge base. */
function runbooks({ runbooks: source }: Config): Statement[] {
  if (source === undefined || !('knowledgeBase' in source)) {
    return [{ Effect: 'Deny', Action: 'bedrock:*', Resource: '*' }];
  }
  const arn = sub(
    `${PARTITION}:bedrock:\${AWS::Region}:\${AWS::AccountId}:knowledge-base/${source.knowledgeBase}`,
  );
  return [{ Effect: 'Allow', Action: 'bedrock:Retrieve', Resource: arn }];
}
