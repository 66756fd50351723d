import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import { ConfigFile, parseConfig } from '../../../adapters/config/config.ts';
import { configText } from '../../../adapters/config/config-text.ts';

const found = {
  account: '111122223333',
  region: 'eu-west-1',
  inScope: 14,
  prefixes: [
    { prefix: 'checkout-', count: 9 },
    { prefix: 'say "no":\n', count: 2 },
  ],
};
const TEXT = configText(found);
const LINES = TEXT.split('\n');

/** With the one # of each setting taken away. */
const settings = parse(LINES.map((line) => line.replace(/^# /, '')).join('\n')) as Record<string, unknown>;
const others = LINES.flatMap((line) => /^## or: (.*)$/.exec(line)?.[1] ?? []).map(
  (line) => parse(line) as Record<string, unknown>,
);

/** The names of all keys below a schema; those of records are anybody's choice. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(keysOf);
  return Object.entries(schema).flatMap(([key, inner]: [string, unknown]) =>
    key === 'properties' && typeof inner === 'object' && inner !== null
      ? [...Object.keys(inner), ...Object.values(inner).flatMap(keysOf)]
      : keysOf(inner),
  );
}

describe('the casefile.yml that init writes', () => {
  it('sets nothing as it is', () => {
    expect(parse(TEXT)).toBeNull();
  });

  it('holds with every setting uncommented, and sets what is the default where there is one', () => {
    const config = parseConfig(settings, 'casefile.yml');
    // These have none, and their examples are there to be replaced.
    const { sns, amazonQ, slack, webhook, runbooks, targets } = settings;
    const examples = { sns, amazonQ, slack, webhook, runbooks, targets };
    for (const example of Object.values(examples)) expect(example).toBeDefined();
    expect(config).toEqual(parseConfig(examples, 'casefile.yml'));
  });

  it('holds with each other form of a key in its place', () => {
    expect(others.length).toBeGreaterThan(6);
    for (const other of others) {
      expect(Object.keys(settings)).toContain(Object.keys(other)[0]);
      expect(() => parseConfig({ ...settings, ...other }, 'casefile.yml')).not.toThrow();
    }
  });

  it('names every key of the schema', () => {
    const keys = new Set(keysOf(z.toJSONSchema(ConfigFile, { io: 'input', unrepresentable: 'any' })));
    expect(keys.size).toBeGreaterThan(30);
    const named = JSON.stringify([settings, others]);
    expect([...keys].filter((key) => !named.includes(`"${key}":`))).toEqual([]);
  });

  it('suggests the prefixes that were found, whatever they are', () => {
    expect(others).toContainEqual({ scope: { prefixes: ['checkout-', 'say "no":\n'] } });
    expect(configText({ ...found, prefixes: [] })).not.toContain('## or: scope');
  });
});
