const started = performance.now();

export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A line with the time since the start before it. */
export function sayAt(line: string): void {
  const seconds = Math.round((performance.now() - started) / 1_000);
  say(`${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}  ${line}`);
}

const notRehearsed = new Set<string>();

/** What the emulator can't do, said once, and again at the end. */
export function sayNotRehearsed(what: string): void {
  if (notRehearsed.has(what)) return;
  notRehearsed.add(what);
  say(`        not rehearsed: ${what}`);
}

export function allNotRehearsed(): string[] {
  return [...notRehearsed];
}

/** What went wrong, in one line. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [first = ''] = error.message.split('\n');
  return error.name === 'Error' ? first : `${error.name}: ${first}`;
}
