import { describe, expect, it } from '@jest/globals';
import { asOf } from '../../../core/evidence/as-of.ts';

const AT = '2026-03-10T03:12:00.000Z';
const BEFORE = '2026-03-10T03:11:59.000Z';
const SOON = '2026-03-10T03:14:00.000Z';
const NEXT_DAY = '2026-03-11T03:12:00.000Z';
const AFTER = '2026-03-10T03:12:01.000Z';

describe('what is read of an incident that is over', () => {
  it('keeps settings that are older than it, and none that were changed since', () => {
    expect(asOf('function.config', { lastModified: BEFORE }, AT, SOON)).toEqual({
      answer: { lastModified: BEFORE },
      changed: [],
    });
    expect(asOf('function.config', { lastModified: AFTER }, AT, SOON)).toEqual({
      answer: undefined,
      changed: ['the configuration was changed at 2026-03-10 03:12:01'],
    });
  });

  it('leaves out alarms and mappings that were changed since, one by one', () => {
    const alarms = [
      { name: 'old', updatedAt: BEFORE },
      { name: 'edited', updatedAt: AFTER },
      { name: 'without a time' },
    ];
    expect(asOf('alarms.describe', { alarms, notFound: [] }, AT, SOON)).toEqual({
      answer: { alarms: [alarms[0], alarms[2]], notFound: [] },
      changed: ['edited was changed at 2026-03-10 03:12:01'],
    });
    const mappings = [{ id: 'm', state: 'Disabled', lastModified: AFTER }];
    expect(asOf('function.triggers', { mappings, truncated: false }, AT, SOON).answer).toEqual({
      mappings: [],
      truncated: false,
    });
  });

  it('leaves out versions that came later, and aliases that were moved to them', () => {
    const answer = {
      versions: [
        { version: '41', publishedAt: BEFORE },
        { version: '42', publishedAt: AFTER },
      ],
      aliases: [
        { name: 'live', version: '42' },
        { name: 'old', version: '41' },
      ],
      warnings: [],
    };
    expect(asOf('function.versions', answer, AT, SOON)).toEqual({
      answer: { versions: [answer.versions[0]], aliases: [answer.aliases[1]], warnings: [] },
      changed: ['alias live was moved to version 42'],
    });
  });

  it('trusts what carries no time of its own only for a while', () => {
    const config = { lastModified: BEFORE, reservedConcurrency: 5 };
    expect(asOf('function.config', config, AT, SOON).answer).toEqual(config);
    expect(asOf('function.config', config, AT, NEXT_DAY)).toEqual({
      answer: { lastModified: BEFORE },
      changed: ['what concurrency was reserved then is not known'],
    });
    const versions = { versions: [], aliases: [{ name: 'live', version: '42' }], warnings: [] };
    expect(asOf('function.versions', versions, AT, SOON).answer).toEqual(versions);
    expect(asOf('function.versions', versions, AT, NEXT_DAY)).toEqual({
      answer: { ...versions, aliases: [] },
      changed: ['where aliases pointed then is not known'],
    });
  });

  it('lets series and events be: they carry their own times', () => {
    const answer = { series: { alarm: [{ t: AFTER, v: 1 }] }, warnings: [] };
    expect(asOf('metrics.range', answer, AT, SOON)).toEqual({ answer, changed: [] });
  });
});
