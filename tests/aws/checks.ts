/** One line of the table at the end. */
export interface Check {
  about: string;
  what: string;
  /** `not rehearsed`: only AWS itself can show it. */
  result: 'ok' | 'FAILED' | 'not rehearsed';
  got: string;
}

/** What is asserted, in order. */
export class Checks {
  readonly all: Check[] = [];
  readonly #emulator: boolean;

  constructor(emulator: boolean) {
    this.#emulator = emulator;
  }

  /** @param onlyAws it can't be so in an emulator */
  add(about: string, what: string, holds: boolean, got: string, { onlyAws = false } = {}): void {
    const result = holds ? 'ok' : onlyAws && this.#emulator ? 'not rehearsed' : 'FAILED';
    this.all.push({ about, what, result, got });
  }

  get failed(): number {
    return this.all.filter(({ result }) => result === 'FAILED').length;
  }

  /** With what was got in full: it is what one wants to know of those that failed. */
  table(): string {
    const width = (of: (check: Check) => string) => Math.max(0, ...this.all.map((check) => of(check).length));
    const [about, what] = [width((check) => check.about), width((check) => check.what)];
    const order = [...new Set(this.all.map((check) => check.about))];
    return this.all
      .toSorted((a, b) => order.indexOf(a.about) - order.indexOf(b.about))
      .map((check) =>
        `  ${check.result.padEnd(13)}  ${check.about.padEnd(about)}  ${check.what.padEnd(what)}  ${check.got}`.trimEnd(),
      )
      .join('\n');
  }
}
