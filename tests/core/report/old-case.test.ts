import { describe, expect, it } from '@jest/globals';
import { openCaseFolder } from '../../../adapters/stores/case-folder.ts';
import { folderStore } from '../../../adapters/stores/folder-store.ts';
import { verifyCase } from '../../../core/report/verify/verify-case.ts';
import { dialects } from '../../../mcp/dialects/dialects.ts';

const ROOT = 'tests/fixtures/form-1';
const CASE = 'ae95dfc29fe9-local-20260623T185421165Z';

describe('a case that an earlier version recorded', () => {
  it('is refused with the form that it has, and what to do about it', async () => {
    await expect(openCaseFolder(`${ROOT}/cases/${CASE}`)).rejects.toMatchObject({
      code: 'CaseOutdated',
      message: 'event.json was recorded in form 1, and this version of Casefile reads form 3.',
      hint: expect.stringMatching(/version that recorded it/),
    });
  });

  it('has one failure where it is verified, and not one for each record', async () => {
    const { failures } = await verifyCase(folderStore(ROOT), CASE, dialects);
    expect(failures).toEqual([expect.stringMatching(/^The case was recorded in form 1, /)]);
  });
});
