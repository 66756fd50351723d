import { CommanderError } from 'commander';
import { CasefileError } from '../core/errors.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';

export interface Told {
  code: string;
  message: string;
  /** What to do. */
  hint: string;
  exitCode: number;
}

/** What a user is told of an error: any command's, in words or as JSON. */
export function toldOf(error: unknown): Told {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
    const exitCode = error.exitCode === 0 ? 0 : EXIT.badUsage;
    return { code: 'BadUsage', message, hint: 'Add --help for the options.', exitCode };
  }
  if (error instanceof CasefileError) {
    const { code, message, hint } = error;
    return { code, message, hint, exitCode: exitCodeOf(error) };
  }
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const [file] = /^(EACCES|EPERM|EROFS|ENOTDIR|EISDIR|EEXIST|ENOSPC|ENOENT)\b/.exec(message) ?? [];
  return file === undefined
    ? { code: 'Unexpected', message, hint: 'This is a bug in Casefile.', exitCode: EXIT.failure }
    : { code: file, message, hint: 'Check the path and its permissions.', exitCode: EXIT.failure };
}
