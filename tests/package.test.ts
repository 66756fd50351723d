import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { VERSION } from '../adapters/version.ts';

describe('the package', () => {
  it('has one version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
    expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(`## ${version}`);
  });
});
