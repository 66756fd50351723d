import { CasefileError } from '../../core/errors.ts';
import { errorCode } from '../error-code.ts';

/** What stops a file from being written, and what to do about it. */
const KINDS: Readonly<Record<string, { why: string; hint: string }>> = {
  ENOSPC: { why: 'the disk is full', hint: 'Free some space, or choose a folder on another disk.' },
  EDQUOT: { why: 'the disk quota is used up', hint: 'Free some space, or choose a folder on another disk.' },
  EFBIG: { why: 'files may not be that large here', hint: 'Raise the limit: ulimit -f' },
  EROFS: { why: 'the disk is read-only', hint: 'Choose a folder on another disk.' },
  EACCES: { why: 'that is not permitted', hint: 'Check the permissions of the folder, or choose another.' },
  EPERM: { why: 'that is not permitted', hint: 'Check the permissions of the folder, or choose another.' },
  ENOENT: { why: 'no folder can be made there', hint: 'Choose another folder.' },
  ENOTDIR: { why: 'a file stands where a folder is needed', hint: 'Choose another folder.' },
  EISDIR: { why: 'a folder stands in its place', hint: 'Choose another folder.' },
  ENAMETOOLONG: { why: 'the name is too long', hint: 'Choose a folder with a shorter name.' },
  EIO: { why: 'the disk fails', hint: 'Choose a folder on another disk.' },
};

/** Why the file system did not write; undefined for what is no such failure. */
export function whyNotWritten(cause: unknown): { why: string; hint: string } | undefined {
  return KINDS[errorCode(cause) ?? ''];
}

/** What was thrown when a file was written, in words; what the file system did not throw as it is. */
export function writeFailure(file: string, cause: unknown): unknown {
  const known = whyNotWritten(cause);
  if (known === undefined) return cause;
  return new CasefileError('WriteFailed', `${file} can't be written: ${known.why}.`, {
    hint: known.hint,
    cause,
  });
}
