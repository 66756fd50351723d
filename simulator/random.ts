/** Randomness by name: the same seed and name give the same numbers, whatever else was drawn before. */
export interface Random {
  /** 0 <= x < 1 */
  next(): number;
  between(from: number, to: number): number;
  /** A count with this mean (Poisson, by inversion). */
  count(mean: number): number;
  /** Log-normal around a median. */
  spread(median: number, sigma: number): number;
  hex(digits: number): string;
}

/** Looking up a global is slow in a VM context, as tests run in. */
const { imul, floor } = Math;

export function random(seed: number, ...name: (string | number)[]): Random {
  let state = hash(`${seed}|${name.join('|')}`);
  // Mulberry32.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = imul(state ^ (state >>> 15), state | 1);
    t ^= t + imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    count(mean) {
      // Of so many a normal distribution tells as well, and at once.
      if (mean > 1e6) return Math.round(mean + Math.sqrt(mean) * normal());
      // In parts: exp(-mean) underflows from about 745 on.
      let total = 0;
      for (let left = mean; left > 0; left -= 500) total += poisson(Math.min(left, 500), next());
      return total;
    },
    spread: (median, sigma) => median * Math.exp(sigma * normal()),
    hex: (digits) => Array.from({ length: digits }, () => floor(next() * 16).toString(16)).join(''),
  };
}

function poisson(mean: number, drawn: number): number {
  let chance = Math.exp(-mean);
  let sum = chance;
  let n = 0;
  while (drawn > sum && n < 10 * mean + 50) sum += chance *= mean / ++n;
  return n;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** A UUID made of random digits. */
export function uuid(source: Random): string {
  const digits = source.hex(32);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
