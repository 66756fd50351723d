import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { all } from './all-pages.ts';
import type { Clients } from './clients.ts';
import type { Names } from './names.ts';

/** Of both stacks' functions, and of the state machine. */
export async function logGroupsOf({ logs }: Clients, { casefile, application }: Names): Promise<string[]> {
  const found: string[] = [];
  for (const logGroupNamePrefix of [
    `/aws/lambda/${casefile}-`,
    `/aws/lambda/${application}-`,
    `/aws/vendedlogs/states/${casefile}`,
  ]) {
    const pages = paginateDescribeLogGroups({ client: logs }, { logGroupNamePrefix });
    found.push(
      ...(await all(pages, ({ logGroups = [] }) =>
        logGroups.flatMap(({ logGroupName }) => logGroupName ?? []),
      )),
    );
  }
  return found;
}
