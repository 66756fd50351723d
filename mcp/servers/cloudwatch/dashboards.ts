import {
  type CloudWatchClient,
  GetDashboardCommand,
  ListDashboardsCommand,
} from '@aws-sdk/client-cloudwatch';
import { Json } from '../../../core/canonical.ts';
import { readPages } from '../../server-kit/read-pages.ts';
import type { ResourceEntry, Resources } from '../../server-kit/resources.ts';

const PREFIX = 'aws://cloudwatch/dashboards/';
const MAX_PAGES = 5;
const NAME = /^[\w-]{1,255}$/;

/** The account's dashboards: their widgets as AWS keeps them. */
export function dashboards(client: CloudWatchClient): Resources {
  return {
    templates: [
      {
        uriTemplate: `${PREFIX}{name}`,
        name: 'CloudWatch dashboard',
        description: 'Widgets of a dashboard: which metrics somebody found worth looking at',
      },
    ],
    async list(abortSignal) {
      const { items } = await readPages<ResourceEntry>(
        { of: 'dashboards', maxPages: MAX_PAGES },
        async (token) => {
          const command = new ListDashboardsCommand({ NextToken: token });
          const page = await client.send(command, { abortSignal });
          return {
            items: (page.DashboardEntries ?? []).flatMap(({ DashboardName: name }) =>
              name === undefined
                ? []
                : [{ uri: `${PREFIX}${name}`, name, description: 'CloudWatch dashboard' }],
            ),
            next: page.NextToken,
          };
        },
      );
      return items;
    },
    async read(uri, abortSignal) {
      const name = uri.startsWith(PREFIX) ? uri.slice(PREFIX.length) : '';
      if (!NAME.test(name)) return undefined;
      const { DashboardBody } = await client.send(new GetDashboardCommand({ DashboardName: name }), {
        abortSignal,
      });
      return { name, body: bodyOf(DashboardBody ?? '{}') };
    },
  };
}

/** AWS keeps it as JSON text. */
function bodyOf(text: string): Json {
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}
