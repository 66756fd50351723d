import { memoryStore } from '../../adapters/stores/memory-store.ts';
import type { Json } from '../../core/canonical.ts';
import { hashOf } from '../../core/canonical.ts';
import { Call } from '../../core/case.ts';
import { callHash } from '../../core/evidence/gather.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { type RunOptions, investigate } from './simulated-run.ts';

/** A recorded case in memory, by names below its folder, for whoever wants to forge it. */
export interface KeptCase {
  caseId: string;
  records: Map<string, Json>;
}

/** Runs a scenario once and keeps what it recorded. */
export async function keptCase(options: RunOptions): Promise<KeptCase> {
  let kept: KeptCase | undefined;
  await investigate(options, async ({ run, caseId }) => {
    kept = { caseId, records: await recordsIn(run.store, caseId) };
  });
  if (kept === undefined) throw new Error('nothing was recorded');
  return kept;
}

export async function recordsIn(store: CaseStore, caseId: string): Promise<Map<string, Json>> {
  const root = paths.caseRoot(caseId);
  const records = new Map<string, Json>();
  for (const path of await store.list(root)) {
    const stored = await store.get(path);
    if (stored !== undefined) records.set(path.slice(root.length), stored.value);
  }
  return records;
}

export async function storeOf({ caseId, records }: KeptCase): Promise<CaseStore> {
  const store = memoryStore();
  for (const [name, value] of records) await store.putIfAbsent(`${paths.caseRoot(caseId)}${name}`, value);
  return store;
}

type Fields = Record<string, Json>;

/** A record of a copy, to be changed in place. */
export function fieldsOf({ records }: KeptCase, name: string): Fields {
  const value = records.get(name);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`no record ${name}`);
  return value;
}

export function copyOf({ caseId, records }: KeptCase): KeptCase {
  return { caseId, records: structuredClone(records) };
}

/** What whoever forges a case does last: every hash is computed anew, and the manifest lists what is there. */
export function rehash({ caseId, records }: KeptCase): void {
  const hashes = new Map<string, string>();
  for (const [name, value] of records) {
    if (!name.startsWith('calls/')) continue;
    const call = Call.safeParse(value);
    if (!call.success) continue;
    hashes.set(call.data.id, callHash(call.data));
    records.set(name, { ...call.data, hash: callHash(call.data) });
  }
  const fresh = (value: Json | undefined): Json =>
    Object.fromEntries(
      Object.entries(typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}).map(
        ([id, hash]) => [id, hashes.get(id) ?? hash],
      ),
    );
  for (const [name, value] of records) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    if (/^rounds\/\d+\/ask\.json$/.test(name) && 'used' in value) value['used'] = fresh(value['used']);
    else if (name === 'evidence.json' && 'calls' in value) value['calls'] = fresh(value['calls']);
    else if (name.startsWith('rounds/') && Array.isArray(value['calls'])) {
      value['calls'] = value['calls'].map((call) =>
        typeof call === 'object' && call !== null && !Array.isArray(call) && typeof call['id'] === 'string'
          ? { ...call, hash: hashes.get(call['id']) ?? call['hash'] ?? null }
          : call,
      );
    }
  }
  if (!records.has('manifest.json')) return;
  const listed = [...records].filter(([name]) => name !== 'manifest.json');
  records.set('manifest.json', {
    v: 3,
    caseId,
    records: Object.fromEntries(listed.map(([name, value]) => [name, hashOf(value)])),
  });
}
