import { SERVICES } from '../../core/catalogue/catalogue.ts';
import type { ReadRight } from '../../core/catalogue/resource-type.ts';
import type { OwnServer } from './own-servers.ts';
import type { ServerSettings } from './server-settings.ts';

const ALL: readonly ReadRight[] = SERVICES.flatMap(({ rights = [] }) => rights);

function rightsOf(forClients: boolean): Record<OwnServer, readonly ReadRight[]> {
  const of = (server: OwnServer) =>
    ALL.filter((right) => right.server === server && (right.clientsOnly === true) === forClients);
  return { cloudwatch: of('cloudwatch'), lambda: of('lambda'), cloudformation: of('cloudformation') };
}

/**
 * What each server needs, and nothing else, from the catalogue: deployed roles, `SECURITY.md` and `casefile doctor` follow
 * from it. Resource levels: the Service Authorization Reference.
 */
export const READ_RIGHTS = rightsOf(false);

/** What tools and resources need beside it that no investigation asks for, only other clients do. */
export const CLIENT_RIGHTS = rightsOf(true);

export interface PolicyStatement {
  Effect: 'Allow';
  Action: string[];
  Resource: unknown;
}

/** Writes the ARN of a service's resource in the account. IAM and dashboards are of no region. */
export type ArnOf = (service: string, resource: string) => unknown;

/** The policy of a server for investigations. */
export function readStatements(server: OwnServer, arn: ArnOf): PolicyStatement[] {
  return statements(READ_RIGHTS[server], arn);
}

/** The policy of a server for every client. */
export function clientStatements(server: OwnServer, arn: ArnOf): PolicyStatement[] {
  return statements([...READ_RIGHTS[server], ...CLIENT_RIGHTS[server]], arn);
}

/** What a server needs for what it does only if it is started so. */
export function optInStatements(server: OwnServer, settings: ServerSettings, arn: ArnOf): PolicyStatement[] {
  const { invokable = [], driftDetection = false } = settings;
  if (server === 'lambda' && invokable.length > 0) {
    return [{ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [...invokable] }];
  }
  if (server !== 'cloudformation' || !driftDetection) return [];
  return statements(
    [
      {
        actions: ['cloudformation:DetectStackDrift', 'cloudformation:DescribeStackResourceDrifts'],
        on: { service: 'cloudformation', resources: ['stack/*'] },
      },
      { actions: ['cloudformation:DescribeStackDriftDetectionStatus'], on: '*' },
    ],
    arn,
  );
}

function statements(rights: readonly Pick<ReadRight, 'actions' | 'on'>[], arn: ArnOf): PolicyStatement[] {
  return rights.map(({ actions, on }) => ({
    Effect: 'Allow',
    Action: [...actions],
    Resource: on === '*' ? '*' : on.resources.map((resource) => arn(on.service, resource)),
  }));
}
