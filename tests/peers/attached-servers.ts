import { parseConfig } from '../../adapters/config/config.ts';
import { installFromPyPI } from './install.ts';

/** What an attached server is in `casefile.yml`; its program comes from PyPI at this version. */
interface Attached {
  package: string;
  version: string;
  /** It reads AWS, and gets the credentials of the investigation. */
  aws?: true;
  env?: Record<string, string>;
  questions: { title: string; tool: string; read: 'documents' | 'table' | 'text'; arguments?: object }[];
}

/** Any knowledge base exists in the simulator. */
const KNOWLEDGE_BASE = 'KB12345678';
/** The page that the documentation's search knows too. */
export const PAGE = 'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html';

/** FastMCP otherwise asks PyPI at a start whether there is a newer one. */
const NO_UPDATES = { FASTMCP_CHECK_FOR_UPDATES: 'off' };

/** Six servers, by their names in the configuration: this is all that is known of them here. */
export const SERVERS: Readonly<Record<string, Attached>> = {
  docs: {
    package: 'awslabs.aws-documentation-mcp-server',
    version: '1.2.3',
    questions: [
      {
        title: 'AWS documentation',
        tool: 'search_documentation',
        arguments: { search_phrase: '{{namespace}} {{metric}} troubleshooting', limit: 3 },
        read: 'documents',
      },
      { title: 'AWS on invocations', tool: 'read_documentation', arguments: { url: PAGE }, read: 'text' },
    ],
  },
  kb: {
    package: 'awslabs.bedrock-kb-retrieval-mcp-server',
    version: '1.1.2',
    aws: true,
    questions: [
      {
        title: 'Knowledge base',
        tool: 'QueryKnowledgeBases',
        arguments: {
          query: '{{metric}} of {{resource}}',
          knowledge_base_id: KNOWLEDGE_BASE,
          number_of_results: 2,
        },
        read: 'documents',
      },
    ],
  },
  dynamodb: {
    package: 'awslabs.dynamodb-mcp-server',
    version: '2.1.8',
    env: NO_UPDATES,
    questions: [{ title: 'DynamoDB data modeling', tool: 'dynamodb_data_modeling', read: 'text' }],
  },
  costs: {
    package: 'awslabs.billing-cost-management-mcp-server',
    version: '0.0.42',
    aws: true,
    env: NO_UPDATES,
    questions: [
      {
        title: 'Costs by service',
        tool: 'cost-explorer',
        arguments: {
          operation: 'getCostAndUsage',
          granularity: 'MONTHLY',
          group_by: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
          filter: { Dimensions: { Key: 'REGION', Values: ['{{region}}'] } },
        },
        read: 'table',
      },
    ],
  },
  tables: {
    package: 'awslabs.s3-tables-mcp-server',
    version: '0.1.1',
    aws: true,
    // A library of it, daft, otherwise tells its makers of each start.
    env: { DO_NOT_TRACK: 'true' },
    questions: [
      {
        title: 'S3 table buckets',
        tool: 'list_table_buckets',
        arguments: { region_name: '{{region}}' },
        read: 'table',
      },
    ],
  },
  dsql: {
    package: 'awslabs.aurora-dsql-mcp-server',
    version: '1.1.4',
    questions: [
      {
        title: 'Aurora DSQL documentation',
        tool: 'dsql_search_documentation',
        arguments: { search_phrase: '{{metric}}', limit: 2 },
        read: 'documents',
      },
    ],
  },
};

/** The servers' programs by name, or why they can't be had. */
export function installAttached(): { programs: Record<string, string> } | { skipped: string } {
  const programs: Record<string, string> = {};
  for (const [name, server] of Object.entries(SERVERS)) {
    const installed = installFromPyPI(server.package, server.version);
    if ('skipped' in installed)
      return { skipped: `${server.package} ${server.version}: ${installed.skipped}` };
    programs[name] = installed.program;
  }
  return { programs };
}

const OURS = {
  cloudwatch: { transport: 'in-process' },
  lambda: { transport: 'in-process' },
  cloudformation: { transport: 'in-process' },
};

/** Our servers alone. */
export const oursAlone = parseConfig({ servers: OURS }, 'our servers');

/**
 * `casefile.yml` with our servers, and these attached.
 *
 * @param env what each of their processes gets besides: where it finds the world
 * @param names of those that are attached
 */
export function attachedFile(
  programs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  names: readonly string[],
): object {
  const chosen = Object.entries(SERVERS).filter(([name]) => names.includes(name));
  const attached = chosen.map(([name, server]): [string, object] => [
    name,
    {
      transport: 'stdio',
      command: programs[name],
      ...(server.aws && { aws: true }),
      env: { ...env, ...server.env },
      questions: server.questions,
    },
  ]);
  return { servers: { ...OURS, ...Object.fromEntries(attached) } };
}
