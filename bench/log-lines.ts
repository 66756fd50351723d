/**
 * How much of what log lines say is read: whether a line is an error at all, its failure mode, the host and the action that
 * it names. Baseline: every line with an error's word in it is an error of the code's own.
 *
 * Method: the tables in tests/fixtures/log-lines, which were written without sight of the code. `first-half` is to learn
 * from, `second-half` to measure on. A signature of ours has fewer kinds than there are modes: each counts as the mode that
 * it comes nearest to.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { patternOf } from '../core/evidence/log-patterns.ts';
import { type Signature, signatureOf } from '../core/observe/signatures.ts';
import { isErrorLine } from '../mcp/dialects/error-lines.ts';

const Line = z.object({
  id: z.string(),
  runtime: z.string(),
  message: z.string(),
  mode: z.string().nullable(),
  host: z.string().nullable(),
  action: z.string().nullable(),
  callee: z.boolean(),
});
type Line = z.infer<typeof Line>;

const MODES: Record<Signature['kind'], readonly string[]> = {
  denied: ['denied'],
  throttled: ['throttled'],
  timeout: ['slow'],
  memory: ['exhausted'],
  callee: [],
  network: ['unreachable', 'refused'],
  own: ['own-error'],
};

/** Lines that say themselves that they are no errors. */
const NO_ERROR = /^(?:INFO|DEBUG|TRACE)\b/;

interface Reading {
  isError: boolean;
  modes: readonly string[];
  host: string | null;
  action: string | null;
}

function ours({ message }: Line): Reading {
  const signature = signatureOf(message);
  return {
    isError: isErrorLine(message) && !NO_ERROR.test(patternOf(message)),
    modes: MODES[signature.kind],
    host: signature.kind === 'network' ? (signature.host ?? null) : null,
    action: signature.kind === 'denied' ? (signature.action ?? null) : null,
  };
}

const baseline = ({ message }: Line): Reading => ({
  isError: isErrorLine(message),
  modes: ['own-error'],
  host: null,
  action: null,
});

const share = (lines: readonly Line[], right: (line: Line) => boolean) =>
  lines.length === 0
    ? '-'
    : `${Math.round((100 * lines.filter(right).length) / lines.length)} % of ${lines.length}`;

process.stdout.write('| half | reader | error or not | mode of errors | host | action |\n');
process.stdout.write('| --- | --- | --- | --- | --- | --- |\n');
for (const half of ['first-half', 'second-half']) {
  const table: unknown = JSON.parse(readFileSync(`tests/fixtures/log-lines/${half}.json`, 'utf8'));
  const lines = z.array(Line).parse(table);
  const errors = lines.filter(({ mode }) => mode !== null);
  for (const [name, read] of [
    ['ours', ours],
    ['baseline', baseline],
  ] as const) {
    const cells = [
      share(lines, (line) => read(line).isError === (line.mode !== null)),
      share(errors, (line) => read(line).modes.includes(line.mode ?? '')),
      share(
        lines.filter(({ host }) => host !== null),
        (line) => read(line).host?.toLowerCase() === line.host,
      ),
      share(
        lines.filter(({ action }) => action !== null),
        (line) => read(line).action === line.action,
      ),
    ];
    process.stdout.write(`| ${half} | ${name} | ${cells.join(' | ')} |\n`);
  }
}
