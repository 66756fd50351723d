import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsStub } from '../harness/aws-stub.ts';
import { PAGE } from './attached-servers.ts';
import { loopbackWeb } from './attached-web.ts';

/** Where the attached servers find the world: web sites behind a proxy, and the AWS services that the simulator lacks. */
export interface World {
  /** For their processes. */
  env: Record<string, string>;
  /** Pages of the web that were asked for. */
  pages: string[];
  /** Operations of AWS that were asked for, with their input. */
  operations: { operation: string; input: Record<string, unknown> }[];
  close(): Promise<void>;
}

/** Answers as the search of docs.aws.amazon.com has them. */
const FOUND = {
  queryId: '7f3a1c52-9d1e-4b7a-8a34-52cf0a6e1b77',
  facets: { 'aws-docs-search-product': ['AWS Lambda'], 'aws-docs-search-guide': ['Developer Guide'] },
  metadata: { related_tasks: [{ name: 'Set up alarms', description: 'Create an alarm for a function.' }] },
  suggestions: [
    {
      textExcerptSuggestion: {
        link: PAGE,
        title: 'Troubleshoot invocation issues in Lambda',
        summary: 'Errors that the code of a function throws count as function errors, in the metric Errors.',
        metadata: { sections: ['Lambda: Function times out', 'Lambda: Function errors'] },
      },
    },
    {
      textExcerptSuggestion: {
        link: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
        title: 'Types of metrics for Lambda functions',
        suggestionBody: 'Errors: the number of invocations that result in a function error.',
        metadata: {},
      },
    },
  ],
};

const HTML = `<!DOCTYPE html><html><body><div id="main-content"><h1>Troubleshoot invocation issues in Lambda</h1>
<p>When you invoke a function, Lambda validates the request and then runs the code of the function.</p>
<h2>Function errors</h2><p>Roll back to the version that worked while you look for the cause.</p></div></body></html>`;

/** The result of an MCP tool, which the DSQL server hands on as it is. */
const PASSED_ON = {
  jsonrpc: '2.0',
  id: 1,
  result: {
    isError: false,
    content: [
      {
        type: 'text',
        text: JSON.stringify({
          search_results: [
            {
              rank_order: 1,
              url: 'https://docs.aws.amazon.com/aurora-dsql/latest/userguide/troubleshooting.html',
              title: 'Troubleshooting in Aurora DSQL',
              context: 'Connection errors of clients, and what to do about each.',
            },
          ],
        }),
      },
    ],
  },
};

const cost = (service: string, amount: string) => ({
  Keys: [service],
  Metrics: { UnblendedCost: { Amount: amount, Unit: 'USD' } },
});
const COSTS = {
  GroupDefinitions: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
  ResultsByTime: [
    {
      TimePeriod: { Start: '2026-02-01', End: '2026-03-01' },
      Total: {},
      Groups: [cost('AWS Lambda', '41.07'), cost('Amazon Simple Queue Service', '3.1')],
      Estimated: false,
    },
    {
      TimePeriod: { Start: '2026-03-01', End: '2026-03-10' },
      Total: {},
      Groups: [cost('AWS Lambda', '38.9'), cost('Amazon Simple Queue Service', '1.02')],
      Estimated: true,
    },
  ],
  DimensionValueAttributes: [],
};

const TABLE_BUCKETS = {
  tableBuckets: [
    {
      arn: 'arn:aws:s3tables:eu-west-1:111122223333:bucket/shop-events',
      name: 'shop-events',
      ownerAccountId: '111122223333',
      createdAt: '2025-11-04T09:12:44.000Z',
    },
  ],
};

/** @param folder where the certificate of its web may lie */
export async function openWorld(folder: string): Promise<World> {
  const web = await loopbackWeb({
    'POST proxy.search.docs.aws.com/search': FOUND,
    [`GET ${PAGE.slice('https://'.length)}`]: HTML,
    'POST xmfe3hc3pk.execute-api.us-east-2.amazonaws.com/': PASSED_ON,
  });
  const aws = await awsStub();
  aws.answer({ GetCostAndUsage: COSTS, 'GET /buckets': TABLE_BUCKETS });
  const trusted = join(folder, 'web.pem');
  writeFileSync(trusted, web.cert);
  const endpoint = aws.aws.endpoint ?? '';
  return {
    env: {
      HTTP_PROXY: web.proxy,
      HTTPS_PROXY: web.proxy,
      NO_PROXY: '127.0.0.1',
      SSL_CERT_FILE: trusted,
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL_COST_EXPLORER: endpoint,
      AWS_ENDPOINT_URL_S3TABLES: endpoint,
    },
    pages: web.asked,
    operations: aws.asked,
    async close() {
      await web.close();
      await aws.close();
    },
  };
}
