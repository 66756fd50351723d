import { describe, expect, it } from '@jest/globals';
import { type Json, canonical, hashOf } from '../../core/canonical.ts';

describe('canonical JSON', () => {
  it('orders integer-like keys as text, as RFC 8785 demands and JavaScript does not', () => {
    expect(canonical({ b: 1, '10': 2, '9': 3 })).toBe('{"10":2,"9":3,"b":1}');
  });

  it('gives the same hash whatever the order of keys', () => {
    expect(hashOf({ a: [1, { x: 1, y: 2 }], b: 2 })).toBe(hashOf({ b: 2, a: [1, { y: 2, x: 1 }] }));
  });

  it('refuses what is not JSON', () => {
    expect(() => canonical(NaN)).toThrow(/NaN/);
    expect(() => canonical(undefined as unknown as Json)).toThrow(TypeError);
  });
});
