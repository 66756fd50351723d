import { mkdtemp, rm, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { readConfig } from '../../adapters/config/read-config.ts';
import { packageFile } from '../../adapters/package-files.ts';
import { type RunOptions, investigate } from '../harness/simulated-run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-ladder-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const errors = { namespace: 'AWS/Lambda', name: 'Errors' };
const usual = { threshold: 5, evaluationPeriods: 2, missingData: 'notBreaching' };
const custom = { namespace: 'Shop', name: 'Failures', dimensions: { service: 'checkout' } };
const emf = (dimensions: Record<string, string>) => ({ namespace: 'Shop', metric: 'Failures', dimensions });

/** The incident bad-deploy, seen through another alarm. */
const ALARMS: {
  name: string;
  alarm: object;
  more?: { emf?: object[]; metricFilters?: object[] };
  rung: RegExp;
}[] = [
  {
    name: 'a metric of the function itself',
    alarm: { metric: { ...errors, dimensions: { FunctionName: 'checkout-api' } }, ...usual },
    rung: /named by the dimensions of the alarm's metric/,
  },
  {
    name: 'the function’s alias',
    alarm: {
      metric: { ...errors, dimensions: { FunctionName: 'checkout-api', Resource: 'checkout-api:live' } },
      ...usual,
    },
    rung: /named by the dimensions of the alarm's metric/,
  },
  {
    name: 'an expression',
    alarm: {
      math: {
        expression: 'FILL(errors, 0) / invocations * 100',
        metrics: {
          errors: { ...errors, dimensions: { FunctionName: 'checkout-api' } },
          invocations: {
            namespace: 'AWS/Lambda',
            name: 'Invocations',
            dimensions: { FunctionName: 'checkout-api' },
          },
        },
      },
      ...usual,
    },
    rung: /named by the dimensions/,
  },
  {
    name: 'Metrics Insights over many functions',
    alarm: {
      insights: {
        query: 'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName',
        metric: errors,
        groupBy: 'FunctionName',
      },
      ...usual,
    },
    rung: /named by the dimensions/,
  },
  {
    name: 'a metric filter of a shared log group',
    alarm: { metric: { namespace: 'Shop', name: 'CheckoutErrors' }, ...usual },
    more: {
      metricFilters: [
        {
          name: 'errors',
          logGroup: '/shop/checkout-api',
          pattern: 'ERROR',
          namespace: 'Shop',
          metric: 'CheckoutErrors',
        },
      ],
    },
    rung: /found by log group \/shop\/checkout-api, from whose lines the metric is made/,
  },
  {
    name: 'an embedded metric, by the stack that made the alarm',
    alarm: { metric: custom, ...usual, stack: 'shop-checkout' },
    more: { emf: [emf({ service: 'checkout' })] },
    rung: /found by stack shop-checkout, which made the alarm/,
  },
  {
    name: 'an embedded metric, by a tag of the alarm',
    alarm: { metric: custom, ...usual, tags: { 'casefile:target': 'AWS::Lambda::Function checkout-api' } },
    more: { emf: [emf({ service: 'checkout' })] },
    rung: /named by the alarm's tag casefile:target/,
  },
  {
    name: 'an embedded metric, by one that is written beside it',
    alarm: { metric: custom, ...usual },
    more: {
      emf: [emf({ service: 'checkout' }), emf({ service: 'checkout', function_name: 'checkout-api' })],
    },
    rung: /named by metrics of Shop that have service=checkout/,
  },
  {
    name: 'an embedded metric, by the only function that began to fail',
    alarm: { metric: custom, ...usual },
    more: { emf: [emf({ service: 'checkout' })] },
    rung: /found by the errors of all functions: only its own rose at the time/,
  },
  {
    name: 'a scheduled query over its log group',
    alarm: {
      log: { query: 'filter @message like /ERROR/ | stats count()', logGroups: ['/shop/checkout-api'] },
      states: [{ at: '100m', state: 'ALARM' }],
    },
    rung: /found by log group \/shop\/checkout-api/,
  },
  {
    name: 'PromQL, by a tag of the alarm',
    alarm: {
      promql: { query: 'sum(rate(failures[1m])) > 0.1' },
      states: [{ at: '100m', state: 'ALARM' }],
      tags: { 'casefile:target': 'checkout-api' },
    },
    rung: /named by the alarm's tag casefile:target/,
  },
];

async function written(
  alarm: object,
  more: { emf?: object[]; metricFilters?: object[] } = {},
): Promise<string> {
  const document = parseDocument(await readFile(packageFile('scenarios/bad-deploy.yaml'), 'utf8'));
  document.set('alarms', [{ name: 'watch', ...alarm }]);
  if (more.emf !== undefined) document.setIn(['functions', 'checkout-api', 'emf'], more.emf);
  if (more.metricFilters !== undefined) document.set('metricFilters', more.metricFilters);
  const file = join(folder, `${Math.random()}.yaml`);
  await writeFile(file, String(document));
  return file;
}

describe('an alarm on', () => {
  it.each(ALARMS)('$name leads to the function, and the report says how', async ({ alarm, more, rung }) => {
    await investigate({ scenario: await written(alarm, more) }, ({ verdict, reports }) => {
      expect(verdict.findings.find(({ kind }) => kind === 'target')?.text).toMatch(rung);
      expect(verdict.key.top).toMatchObject({
        kind: 'deployment',
        resource: 'AWS::Lambda::Function checkout-api',
      });
      expect(
        reports
          .at(-1)
          ?.summary.lines.map(({ text }) => text)
          .join(),
      ).toMatch(rung);
    });
  });
});

describe('an alarm that leads nowhere', () => {
  const nowhere = {
    promql: { query: 'sum(rate(failures[1m])) > 0.1' },
    states: [{ at: '100m', state: 'ALARM' }],
  };
  // Nothing fails, so nothing can be found by its failing.
  const variant = { healthy: true };

  it('gets a report with the line for casefile.yml that would tell', async () => {
    await investigate({ scenario: await written(nowhere), variant }, ({ verdict, reports }) => {
      expect(verdict.abstention?.code).toBe('no-target');
      expect(reports[0]?.headline.text).toContain('targets: { "watch": ["AWS::Lambda::Function NAME"] }');
    });
  });

  it('is investigated once that line is there', async () => {
    const config: RunOptions['config'] = {
      ...(await readConfig()),
      targets: { watch: [{ type: 'AWS::Lambda::Function', id: 'checkout-api' }] },
    };
    await investigate({ scenario: await written(nowhere), config }, ({ verdict }) => {
      expect(verdict.findings.find(({ kind }) => kind === 'target')?.text).toMatch(
        /as `targets:` in casefile\.yml says/,
      );
      expect(verdict.key.top?.kind).toBe('deployment');
    });
  });
});
