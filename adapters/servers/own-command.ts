import { packageFile } from '../package-files.ts';

/** How to start this program again, with other arguments: the same Node, no shell. */
export function casefileCommand(args: string[]): { command: string; args: string[] } {
  return { command: process.execPath, args: [packageFile('bin/casefile.js'), ...args] };
}
