import { createInterface } from 'node:readline/promises';

/** Asks for the code of an MFA device on the terminal; undefined where there is none. */
export function askMfaCode(): ((device: string) => Promise<string>) | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async (device) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return (await terminal.question(`MFA code of ${device}: `)).trim();
    } finally {
      terminal.close();
    }
  };
}
