import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { VERSION } from '../adapters/version.ts';

/** Code that ships: in the package or in a deployed function. */
const SHIPPED = globSync(
  ['adapters', 'cli', 'core', 'functions', 'mcp'].map((folder) => `${folder}/**/*.ts`),
);

/** What the product claims to work with; a claim that nothing imports is none. */
const PROMISED = [
  '@modelcontextprotocol/sdk',
  '@aws-sdk/client-sfn',
  '@aws-sdk/client-eventbridge',
  '@aws-sdk/client-cloudwatch',
  '@aws-sdk/client-cloudwatch-logs',
  '@aws-sdk/client-cloudformation',
  '@aws-sdk/client-lambda',
  '@aws-sdk/client-cloudtrail',
  '@aws-sdk/client-bedrock-runtime',
  '@aws-sdk/client-bedrock-agent-runtime',
  '@aws-sdk/client-sns',
  '@aws-sdk/client-s3',
  '@middy/core',
];

/** Packages whose values, not only types, a file imports. */
function importedBy(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const imports = [
    ...text.matchAll(/^import (?!type\b)[^;]*? from '((?:@[\w.-]+\/)?[\w.-]+)[^']*';/gm),
    ...text.matchAll(/\bimport\('((?:@[\w.-]+\/)?[\w.-]+)[^']*'\)/g),
  ];
  return imports.map(([, name = '']) => name);
}

describe('the package', () => {
  it('has one version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
    expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(`## ${version}`);
  });

  it('imports, in code that ships, everything that it is said to work with', () => {
    const imported = new Set(SHIPPED.flatMap(importedBy));
    expect(PROMISED.filter((name) => !imported.has(name))).toEqual([]);
  });
});
