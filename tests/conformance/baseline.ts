import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isScalar, isSeq, parseDocument } from 'yaml';

/** What a shell is expected to fail: scenario → the feature that it does not declare. */
export type Baseline = ReadonlyMap<string, string>;

/**
 * Reads `baseline-<name>.yml`, in the suite's own format; the reason is the comment behind the scenario.
 *
 * @throws Error for a scenario without a reason
 */
export function readBaseline(name: string, side: 'server' | 'client'): Baseline {
  const file = `baseline-${name}.yml`;
  return parseBaseline(readFileSync(join(import.meta.dirname, file), 'utf8'), side, file);
}

export function parseBaseline(text: string, side: 'server' | 'client', file: string): Baseline {
  const document = parseDocument(text);
  const [broken] = document.errors;
  if (broken !== undefined) throw new Error(`${file}: ${broken.message}`);
  const list = document.get(side);
  if (!isSeq(list)) throw new Error(`${file} has no list ${side}`);
  return new Map(
    list.items.map((item): [string, string] => {
      const reason = isScalar(item) ? (item.comment ?? '').trim() : '';
      if (!isScalar(item) || reason === '')
        throw new Error(`${file}: ${String(item)} has no reason behind it`);
      return [String(item.value), reason];
    }),
  );
}
