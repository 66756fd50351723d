import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { matchesPattern } from '../../../adapters/workflow/event-pattern.ts';
import { Json } from '../../../core/canonical.ts';
import { EVENTS, type Row } from '../../peers/event-ruler/events.ts';

const read = async (path: string) => Json.parse(JSON.parse(await readFile(path, 'utf8')));
const rules = { alarm: await read('rules/alarm.json'), ok: await read('rules/ok.json') };

/** What the rules do with an event. */
const taken = (event: Json) => ({
  alarm: matchesPattern(rules.alarm, event),
  ok: matchesPattern(rules.ok, event),
});
const expecting = (alarm: boolean, ok: boolean): Row[] =>
  EVENTS.filter((row) => row[2] === alarm && row[3] === ok);

describe('the rules', () => {
  it.each(expecting(true, false))('open a case for %s', (_name, event) => {
    expect(taken(event)).toEqual({ alarm: true, ok: false });
  });

  it.each(expecting(false, true))('close the case of %s', (_name, event) => {
    expect(taken(event)).toEqual({ alarm: false, ok: true });
  });

  it.each(expecting(false, false))('leave alone %s', (_name, event) => {
    expect(taken(event)).toEqual({ alarm: false, ok: false });
  });

  it('never both take the same event: it would open a case and close it', () => {
    expect(expecting(true, true)).toEqual([]);
  });
});
