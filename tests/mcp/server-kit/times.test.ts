import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { TimeText, isoRange, isoTime } from '../../../mcp/server-kit/times.ts';

const NOW = Date.parse('2026-03-10T03:12:34.567Z');

describe('a time in tool arguments', () => {
  it.each([
    ['now', '2026-03-10T03:12:30.000Z'],
    ['-30s', '2026-03-10T03:12:00.000Z'],
    ['-3h', '2026-03-10T00:12:30.000Z'],
    ['-2w', '2026-02-24T03:12:30.000Z'],
    ['2026-03-10T03:00:00+01:00', '2026-03-10T02:00:00.000Z'],
    ['2026-03-10T03:00Z', '2026-03-10T03:00:00.000Z'],
  ])('may be %s', (text, iso) => {
    expect(TimeText.safeParse(text).success).toBe(true);
    expect(isoTime(text, NOW)).toBe(iso);
  });

  it.each(['yesterday', '3h', '-3', '2026-03-10', '2026-03-10T03:00:00', '-3h; rm', ' now'])(
    'may not be %s',
    (text) => expect(TimeText.safeParse(text).success).toBe(false),
  );

  it('that does not exist is told as such', () => {
    expect(() => isoTime('2026-13-40T03:00:00Z', NOW)).toThrow(
      expect.objectContaining({ name: 'InvalidArguments' }),
    );
  });

  it('is the same within ten seconds, so that the same question is the same call', () => {
    expect(isoTime('-1h', NOW)).toBe(isoTime('-1h', NOW + 5_000));
    expect(isoTime('-1h', NOW)).not.toBe(isoTime('-1h', NOW + 10_000));
  });
});

describe('a range', () => {
  it('must end behind its beginning and not be too long, whatever its ends are', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (before, after) => {
        const range = { from: `-${before}h`, to: `-${after}h` };
        let valid = true;
        try {
          isoRange(range, NOW, 7);
        } catch {
          valid = false;
        }
        expect(valid).toBe(before > after && before - after <= 7 * 24);
      }),
    );
  });
});
