import { copyCase } from '../../adapters/stores/copy-case.ts';
import { folderStore } from '../../adapters/stores/folder-store.ts';
import { s3Store } from '../../adapters/stores/s3-store.ts';
import type { Call } from '../../core/case.ts';
import { loadRecording } from '../../core/evidence/recording.ts';
import { verifyCase } from '../../core/report/verify/verify-case.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import type { Checks } from './checks.ts';
import type { Clients } from './clients.ts';

/** Copies every case of the bucket into a folder, and derives each of them again there. @returns their calls */
export async function fetchCases(
  { s3 }: Clients,
  bucket: string,
  folder: string,
  checks: Checks,
): Promise<{ calls: Call[]; records: number }> {
  const stored = s3Store(s3, bucket);
  const local = folderStore(folder);
  const paths = await stored.list('cases/');
  const ids = new Set(paths.map((path) => path.split('/')[1] ?? ''));
  const calls: Call[] = [];
  for (const id of ids) {
    await copyCase(id, stored, local);
    const { checked, failures } = await verifyCase(local, id, dialects);
    checks.add(
      `case ${id}`,
      'can be derived again',
      failures.length === 0,
      failures.length === 0
        ? `${checked.calls} calls, ${checked.findings} findings`
        : failures.slice(0, 5).join(' '),
    );
    calls.push(...(await loadRecording(local, id)).calls);
  }
  return { calls, records: paths.length };
}
