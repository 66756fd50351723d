import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeEventsCommand } from '@aws-sdk/client-health';
import { GetAccountSettingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { ask } from './ask.ts';
import type { Endpoint } from './endpoint.ts';

/** One operation of each service. */
const CALLS: Record<string, { operation: string; send: (clients: Endpoint['clients']) => Promise<object> }> =
  {
    cloudwatch: {
      operation: 'DescribeAlarms',
      send: async ({ cloudwatch }) => cloudwatch.send(new DescribeAlarmsCommand({})),
    },
    logs: {
      operation: 'DescribeLogGroups',
      send: async ({ logs }) => logs.send(new DescribeLogGroupsCommand({})),
    },
    lambda: {
      operation: 'ListFunctions',
      send: async ({ lambda }) => lambda.send(new ListFunctionsCommand({})),
    },
    cloudformation: {
      operation: 'DescribeStackEvents',
      send: async ({ cloudformation }) =>
        cloudformation.send(new DescribeStackEventsCommand({ StackName: 'shop' })),
    },
    cloudtrail: {
      operation: 'LookupEvents',
      send: async ({ cloudtrail }) => cloudtrail.send(new LookupEventsCommand({})),
    },
    health: {
      operation: 'DescribeEvents',
      send: async ({ health }) => health.send(new DescribeEventsCommand({})),
    },
  };
const SERVICES = Object.entries(CALLS).map(([service, call]) => ({ service, ...call }));

const DENIED: Record<string, [name: string, status: number]> = {
  cloudwatch: ['AccessDenied', 400],
  logs: ['AccessDeniedException', 400],
  lambda: ['AccessDeniedException', 403],
  cloudformation: ['AccessDenied', 403],
  cloudtrail: ['AccessDeniedException', 400],
  health: ['AccessDeniedException', 400],
};

const THROTTLED: Record<string, [name: string, status: number]> = {
  cloudwatch: ['Throttling', 400],
  logs: ['ThrottlingException', 400],
  lambda: ['TooManyRequestsException', 429],
  cloudformation: ['Throttling', 400],
  cloudtrail: ['ThrottlingException', 400],
  health: ['ThrottlingException', 400],
};

describe('an operation that is denied', () => {
  it('says which action is not allowed, by the name that its service gives it, and is not tried again', async () => {
    await ask(
      async (endpoint) => {
        for (const { service, operation, send } of SERVICES) {
          endpoint.aws.push({ operation, does: 'deny', share: 1 });
          const [name, httpStatusCode] = DENIED[service] ?? [];
          await expect(send(endpoint.clients)).rejects.toMatchObject({
            name,
            $metadata: { httpStatusCode, attempts: 1 },
            message: expect.stringContaining(`not authorized to perform: ${service}:${operation}`),
          });
        }
        expect(endpoint.requests).toHaveLength(SERVICES.length);
      },
      { maxAttempts: 3 },
    );
  });

  it('has the code of the Query protocol too, where CloudWatch had it', async () => {
    await ask(async (endpoint) => {
      endpoint.aws.push({ operation: 'DescribeAlarms', does: 'deny', share: 1 });
      await expect(endpoint.clients.cloudwatch.send(new DescribeAlarmsCommand({}))).rejects.toMatchObject({
        Error: { Code: 'AccessDenied', Type: 'Sender' },
      });
    });
  });
});

describe('an operation that is throttled', () => {
  it('is tried again by the SDK, and then fails by the name that its service gives it', async () => {
    await ask(
      async (endpoint) => {
        for (const { operation } of SERVICES) {
          endpoint.aws.push({ operation, does: 'throttle', share: 1 });
        }
        const refused = SERVICES.map(async ({ service, send }) => {
          const [name, httpStatusCode] = THROTTLED[service] ?? [];
          await expect(send(endpoint.clients)).rejects.toMatchObject({
            name,
            $metadata: { httpStatusCode, attempts: 2 },
          });
        });
        await Promise.all(refused);
        expect(endpoint.requests).toHaveLength(2 * SERVICES.length);
      },
      { maxAttempts: 2 },
    );
  });
});

describe('an operation that has an error', () => {
  it('is tried again by the SDK, and then is an InternalFailure of the server', async () => {
    await ask(
      async (endpoint) => {
        for (const { operation } of SERVICES) endpoint.aws.push({ operation, does: 'error', share: 1 });
        const refused = SERVICES.map(async ({ send }) => {
          await expect(send(endpoint.clients)).rejects.toMatchObject({
            name: 'InternalFailure',
            $fault: 'server',
            $metadata: { httpStatusCode: 500, attempts: 2 },
          });
        });
        await Promise.all(refused);
      },
      { maxAttempts: 2 },
    );
  });

  it('answers a later try if only a share of the requests fails', async () => {
    await ask(
      async (endpoint) => {
        endpoint.aws.push({ operation: 'DescribeAlarms', does: 'error', share: 0.5 });
        const { cloudwatch } = endpoint.clients;
        const all = Array.from({ length: 30 }, async () => cloudwatch.send(new DescribeAlarmsCommand({})));
        const attempts = (await Promise.all(all)).map(({ $metadata }) => $metadata.attempts ?? 0);
        expect(Math.min(...attempts)).toBe(1);
        expect(Math.max(...attempts)).toBeGreaterThan(1);
        const failed = endpoint.requests.filter(({ status }) => status === 500).length;
        expect(failed / endpoint.requests.length).toBeGreaterThan(0.25);
        expect(failed / endpoint.requests.length).toBeLessThan(0.75);
      },
      { maxAttempts: 12 },
    );
  });
});

describe('an operation that hangs', () => {
  it('is not answered until the client gives up', async () => {
    await ask(async (endpoint) => {
      endpoint.aws.push({ operation: 'DescribeAlarms', does: 'hang', share: 1 });
      const giveUp = new AbortController();
      endpoint.onRequest = ({ status }) => {
        if (status === 'hangs') giveUp.abort();
      };
      const { cloudwatch, lambda } = endpoint.clients;
      const command = new DescribeAlarmsCommand({});
      await expect(cloudwatch.send(command, { abortSignal: giveUp.signal })).rejects.toMatchObject({
        name: 'AbortError',
      });
      expect(endpoint.requests.map(({ status }) => status)).toEqual(['hangs']);
      // Others are answered meanwhile.
      await lambda.send(new GetAccountSettingsCommand({}));
    });
  });
});

describe('an operation that is slow', () => {
  it('is answered in full, seconds later than others', async () => {
    await ask(async (endpoint) => {
      endpoint.aws.push({ operation: 'DescribeAlarms', does: 'slow', share: 1 });
      const { cloudwatch, lambda } = endpoint.clients;
      const slow = cloudwatch.send(new DescribeAlarmsCommand({}));
      await lambda.send(new GetAccountSettingsCommand({}));
      expect(endpoint.requests.map(({ operation }) => operation)).toEqual(['GetAccountSettings']);
      expect((await slow).MetricAlarms).toHaveLength(6);
      expect(endpoint.requests.at(-1)?.ms).toBeGreaterThanOrEqual(2_990);
    });
  });
});

describe('an operation that is empty', () => {
  it('is answered without any item and without a next page', async () => {
    await ask(async (endpoint) => {
      for (const { operation } of SERVICES) {
        endpoint.aws.push({ operation, does: 'empty', share: 1 });
      }
      for (const { send } of SERVICES) {
        const { $metadata: _, ...answer } = Object.fromEntries(Object.entries(await send(endpoint.clients)));
        const values = Object.values(answer).filter((value) => value !== undefined);
        for (const value of values) expect(value).toEqual([]);
      }
    });
  });
});

describe('an operation that answers what AWS never would', () => {
  const KINDS = ['blank', 'garbage', 'truncated', 'html'] as const;

  it('sends with status 200 nothing, no document, half of one or a page, of the length that it says', async () => {
    for (const { operation, send } of SERVICES) {
      const bodies = await ask(async (endpoint) => {
        const sent = async (does?: (typeof KINDS)[number]) => {
          endpoint.aws.splice(0, 1, { operation, does, share: 1 });
          await send(endpoint.clients).catch(() => undefined);
          const { status, body, headers } = endpoint.answers.at(-1) ?? { status: 0, body: '', headers: {} };
          expect(status).toBe(200);
          // Garbage is no text whose bytes could be counted again.
          const bytes = does === 'garbage' ? 10 : Buffer.byteLength(body);
          expect(headers['content-length']).toBe(String(bytes));
          return body;
        };
        const right = await sent();
        return {
          right,
          blank: await sent('blank'),
          garbage: await sent('garbage'),
          truncated: await sent('truncated'),
          html: await sent('html'),
        };
      });
      const { right, blank, garbage, truncated, html } = bodies;
      expect(blank).toBe('');
      expect(garbage).toContain('\uFFFD');
      expect(truncated).toBe(right.slice(0, truncated.length));
      expect(truncated.length).toBe(Math.floor(right.length / 2));
      expect(html).toMatch(/^<!DOCTYPE html>/);
    }
  });

  it('has the members that it should have, of other types or null', async () => {
    await ask(async (endpoint) => {
      const { cloudtrail } = endpoint.clients;
      const sent = async (does: 'wrong-types' | 'nulls') => {
        endpoint.aws.splice(0, 1, { operation: 'LookupEvents', does, share: 1 });
        await cloudtrail.send(new LookupEventsCommand({ MaxResults: 1 })).catch(() => undefined);
        return JSON.parse(endpoint.answers.at(-1)?.body ?? '') as unknown;
      };
      expect(await sent('wrong-types')).toMatchObject({
        Events: [{ EventId: 7, EventName: 7, EventTime: 'seven' }],
        NextToken: 7,
      });
      expect(await sent('nulls')).toEqual({ Events: null, NextToken: null });
    });
  });

  it('may end the connection instead', async () => {
    await ask(async (endpoint) => {
      for (const { operation, send } of SERVICES) {
        endpoint.aws.splice(0, 1, { operation, does: 'reset', share: 1 });
        await expect(send(endpoint.clients)).rejects.toThrow('read ECONNRESET');
      }
      expect(endpoint.requests.map(({ status }) => status)).toEqual(SERVICES.map(() => 'resets'));
    });
  });
});

describe('a rule of a scenario', () => {
  it('holds from and until the times that it says', async () => {
    const statusAt = async (minutes: number) =>
      ask(
        async (endpoint) => {
          const [from, until] = [30 * 60_000, 40 * 60_000];
          endpoint.aws.push({ operation: 'ListFunctions', does: 'deny', share: 1, from, until });
          await endpoint.clients.lambda.send(new ListFunctionsCommand({})).catch(() => undefined);
          return endpoint.requests[0]?.status;
        },
        { minutes },
      );
    expect(await statusAt(29)).toBe(200);
    expect(await statusAt(30)).toBe(403);
    expect(await statusAt(39)).toBe(403);
    expect(await statusAt(40)).toBe(200);
  });

  it('holds in its region only', async () => {
    await ask(async (endpoint) => {
      endpoint.aws.push({ operation: 'LookupEvents', does: 'deny', share: 1, region: 'us-east-1' });
      await endpoint.clients.cloudtrail.send(new LookupEventsCommand({}));
      await expect(
        endpoint.in('us-east-1').cloudtrail.send(new LookupEventsCommand({})),
      ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    });
  });

  it('holds for its operation only, and the first that fits decides', async () => {
    await ask(async (endpoint) => {
      endpoint.aws.push(
        { operation: 'DescribeAlarmHistory', does: 'deny', share: 1 },
        { operation: 'DescribeAlarms', does: 'empty', share: 1 },
        { operation: 'DescribeAlarms', does: 'deny', share: 1 },
      );
      const { MetricAlarms } = await endpoint.clients.cloudwatch.send(new DescribeAlarmsCommand({}));
      expect(MetricAlarms).toEqual([]);
    });
  });
});
