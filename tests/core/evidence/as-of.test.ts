import { describe, expect, it } from '@jest/globals';
import { asOf } from '../../../core/evidence/as-of.ts';

const AT = '2026-03-10T03:12:00.000Z';
const BEFORE = '2026-03-10T03:11:59.000Z';
const AFTER = '2026-03-10T03:12:01.000Z';

describe('what is read of an incident that is over', () => {
  it('keeps settings that are older than it, and none that were changed since', () => {
    expect(asOf('function.config', { lastModified: BEFORE }, AT)).toEqual({
      answer: { lastModified: BEFORE },
      changed: [],
    });
    expect(asOf('function.config', { lastModified: AFTER }, AT)).toEqual({
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
    expect(asOf('alarms.describe', { alarms, notFound: [] }, AT)).toEqual({
      answer: { alarms: [alarms[0], alarms[2]], notFound: [] },
      changed: ['edited was changed at 2026-03-10 03:12:01'],
    });
    const mappings = [{ id: 'm', state: 'Disabled', lastModified: AFTER }];
    expect(asOf('function.triggers', { mappings, truncated: false }, AT).answer).toEqual({
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
    expect(asOf('function.versions', answer, AT)).toEqual({
      answer: { versions: [answer.versions[0]], aliases: [answer.aliases[1]], warnings: [] },
      changed: ['alias live was moved to version 42'],
    });
  });

  it('lets series and events be: they carry their own times', () => {
    const answer = { series: { alarm: [{ t: AFTER, v: 1 }] }, warnings: [] };
    expect(asOf('metrics.range', answer, AT)).toEqual({ answer, changed: [] });
  });
});
