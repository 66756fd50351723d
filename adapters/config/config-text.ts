import type { NamePrefix } from '../../core/alarm/name-prefixes.ts';

/** What `casefile init` found in an account. */
export interface FoundAlarms {
  account: string;
  region: string;
  /** How many alarms the rules take. */
  inScope: number;
  prefixes: readonly NamePrefix[];
}

/**
 * A casefile.yml in which every key stands with its default, or with an example, as a comment. Lines with one `#` are
 * settings: without it, all of them together are valid. Lines with two explain; after `## or:` is another form of a key.
 */
export function configText(found: FoundAlarms): string {
  return `## casefile.yml, written by \`casefile init\` for account ${found.account}, ${found.region}.
## A line with one # is a setting, with its default or as an example: take the # away to set it. A line with two
## explains. Unknown keys are refused; \`casefile doctor\` says whether the file holds. Deploy again after a change.

${scopeText(found)}

## What an alarm is about that does not say so itself: a CloudFormation type and an id, or an ARN.
# targets:
#   'checkout failures': ['AWS::Lambda::Function checkout-api']

## Where reports go: terminal on somebody's machine; sns, slack, amazon-q and webhook where they are set up.
# channels: [terminal, sns]

## A topic to use instead of the one that a deployment brings.
# sns:
#   topic: arn:aws:sns:${found.region}:${found.account}:on-call

## A topic that Amazon Q Developer in chat applications reads; its messages have a form of their own.
# amazonQ:
#   topic: arn:aws:sns:${found.region}:${found.account}:chat

## Where the URL of Slack's incoming webhook is kept; it is a secret:
## aws ssm put-parameter --type SecureString --name /casefile/slack --value "$SLACK_WEBHOOK_URL"
# slack:
#   webhookParameter: /casefile/slack
## On somebody's machine only, a variable of the environment:
## or: slack: { webhookVariable: SLACK_WEBHOOK_URL }

## A server of your own that gets each report as JSON, signed with a secret that both know (docs/operations.md).
# webhook:
#   url: https://ops.example.com/casefile
#   secretParameter: /casefile/webhook
## On somebody's machine only, a variable of the environment:
## or: webhook: { url: 'https://ops.example.com/casefile', secretVariable: CASEFILE_WEBHOOK_SECRET }

## Messages also carry a link that opens the stored report without signing in, for some hours.
# presignedLinks: false

## Who words the verdict, which is computed either way. With a model: its id or that of an inference profile, the
## tokens that it may answer with, how long it is waited for, and where it is, if not in the region of the alarms.
# model:
#   use: none
## or: model: { use: converse, id: MODEL_ID, temperature: 0, maxTokens: 900, timeoutSeconds: 15, region: us-east-1, guardrail: { id: GUARDRAIL_ID, version: '1' } }
## For accounts that have Bedrock agents:
## or: model: { use: inline-agent, id: MODEL_ID, maxTokens: 900, timeoutSeconds: 15 }
## or: model: { use: agent, agentId: AGENT_ID, aliasId: ALIAS_ID, timeoutSeconds: 15 }

## Text for people in need, quoted in reports: a Bedrock knowledge base.
# runbooks:
#   knowledgeBase: ABCDEFGHIJ
## On somebody's machine only, a folder of Markdown:
## or: runbooks: { folder: runbooks }

## When an investigation asks nothing new any more, and how many calls it may make.
# budget:
#   deadlineSeconds: 60
#   calls: 80

## MCP servers by name; the order decides who is asked if two can answer.
# servers:
#   cloudwatch: { transport: in-process, dialect: casefile }
#   lambda: { transport: in-process, dialect: casefile }
#   cloudformation: { transport: in-process, dialect: casefile }
## One that is not ours says what it can be asked. With \`command\` it runs on somebody's machine only;
## \`aws\` gives it the credentials of the investigation, which it does not get else.
## or: servers: { theirs: { transport: stdio, command: uvx, args: [their-server], env: { AWS_DEFAULT_REGION: ${found.region} }, aws: true, dialect: casefile, capabilities: [metrics.range] } }
## \`casefile mcp pin\` writes what its tools are (\`pins\`) into a file beside this one: changed ones are not called any more.
## or: servers: { theirs: { transport: http, url: 'https://mcp.example.com/mcp', dialect: casefile, capabilities: [metrics.range], pins: { get_metric_data: '${'0'.repeat(64)}' } } }
## A function URL is called with a signature; \`function\` lets a deployed stage do so. A token is a secret.
## or: servers: { theirs: { transport: http, url: 'https://abc.lambda-url.${found.region}.on.aws/', auth: { use: sigv4, service: lambda, region: ${found.region}, function: 'arn:aws:lambda:${found.region}:${found.account}:function:mcp' }, capabilities: [metrics.range] } }
## or: servers: { theirs: { transport: sse, url: 'https://mcp.example.com/sse', auth: { use: bearer, variable: MCP_TOKEN }, capabilities: [metrics.range] } }
## or: servers: { theirs: { transport: http, url: 'https://mcp.example.com/mcp', auth: { use: bearer, secret: casefile/mcp-token }, capabilities: [metrics.range] } }
## Any server can be asked for what people should read beside the verdict: {{alarm}}, {{account}}, {{region}}, {{namespace}},
## {{metric}}, {{resource}}, {{resourceType}}, {{from}} and {{to}} are filled in; \`read\` is documents, table or text.
## or: servers: { docs: { transport: stdio, command: uvx, args: ['awslabs.aws-documentation-mcp-server@1.2.3'], questions: [{ title: AWS documentation, tool: search_documentation, arguments: { search_phrase: '{{namespace}} {{metric}}', limit: 3 }, read: documents }] } }

## Of a deployment: the MCP servers as functions with URLs too, days that logs are kept (7, 14, 30, 90, 365), and cases.
# deployment:
#   serverUrls: false
#   logDays: 30
#   caseDays: 365
`;
}

function scopeText({ inScope, prefixes }: FoundAlarms): string {
  const shared = prefixes.map(({ prefix, count }) => `${JSON.stringify(prefix)} (${count})`).join(', ');
  const quoted = prefixes.map(({ prefix }) => JSON.stringify(prefix)).join(', ');
  return [
    '## Which alarms start a deployed investigation: by the beginning of their names; all if there are none.',
    `## The rules take ${inScope} alarm${inScope === 1 ? '' : 's'} here${shared === '' ? '' : `; names begin with ${shared}`}.`,
    '# scope:',
    '#   prefixes: []',
    ...(quoted === '' ? [] : [`## or: scope: { prefixes: [${quoted}] }`]),
  ].join('\n');
}
