import type { Verdict } from '../core/verdict.ts';
import type { Paint } from '../core/report/render/render-terminal.ts';
import type { Truth } from '../simulator/language/truth.ts';
import { BASELINES, isRightGuess, isRightResource } from './baselines.ts';
import type { Ran } from './run-scenario.ts';
import { type Scored, scoreVerdict, totalsOf } from './score.ts';

export function truthText(truth: Truth): string {
  if ('cause' in truth) return `${truth.cause.kind} of ${truth.cause.resource}`;
  return 'nothingWrong' in truth ? 'nothing is wrong' : 'cannot be known';
}

/** `deployment of checkout (1.00)`, or why none is named. */
export function verdictText({ abstention, hypotheses: [top] }: Verdict): string {
  if (abstention !== null || top === undefined) return `none: ${abstention?.code ?? 'no hypothesis'}`;
  return `${top.kind} of ${top.resource.id} (${top.score.toFixed(2)})`;
}

export function scoreOf(ran: Ran): Scored {
  const { truth, first, settled } = ran;
  return { truth, first: scoreVerdict(first, truth), settled: scoreVerdict(settled, truth) };
}

/** The table, the totals and the baselines, as text. */
export function renderTable(all: readonly Ran[], paint: Paint): string {
  const rows = all.map((ran) => {
    const { first, settled } = scoreOf(ran);
    const mark = (score: typeof first) =>
      score.right ? paint.good('✓') : score.named ? paint.bad('✗') : paint.quiet('–');
    const same = verdictText(ran.first) === verdictText(ran.settled);
    return {
      id: ran.id,
      truth: truthText(ran.truth),
      first: [mark(first), same ? 'the same' : verdictText(ran.first)] as const,
      settled: [mark(settled), verdictText(ran.settled)] as const,
      rank: settled.rank === null ? '-' : String(settled.rank),
      calls: String(ran.calls),
      ms: String(ran.ms),
    };
  });
  const width = (of: (row: (typeof rows)[number]) => string, title: string) =>
    Math.max(title.length, ...rows.map((row) => of(row).length));
  const w = {
    id: width(({ id }) => id, 'scenario'),
    truth: width(({ truth }) => truth, 'truth'),
    settled: width(({ settled }) => settled[1], 'settled verdict') + 2,
    first: width(({ first }) => first[1], 'first verdict') + 2,
  };
  const head = `${'scenario'.padEnd(w.id)}  ${'truth'.padEnd(w.truth)}  ${'settled verdict'.padEnd(w.settled)}  ${'first verdict'.padEnd(w.first)}  rank  calls     ms`;
  const lines = rows.map(
    ({ id, truth, first, settled, rank, calls, ms }) =>
      `${id.padEnd(w.id)}  ${truth.padEnd(w.truth)}  ${settled[0]} ${settled[1].padEnd(w.settled - 2)}  ${first[0]} ${first[1].padEnd(w.first - 2)}  ${rank.padStart(4)}  ${calls.padStart(5)}  ${ms.padStart(5)}`,
  );
  return [paint.strong(head), ...lines, '', ...totalLines(all, paint)].join('\n');
}

function totalLines(all: readonly Ran[], paint: Paint): string[] {
  const totals = totalsOf(all.map(scoreOf));
  const ill = all.filter(({ truth }) => 'cause' in truth);
  const percent = (share: number) => `${Math.round(share * 100)} %`.padStart(6);
  const line = (name: string, ...values: string[]) => `${name.padEnd(26)}${values.join('   ')}`;
  return [
    paint.strong(line(`Of ${ill.length} with a cause`, 'top-1 ', 'top-3 ', 'right resource')),
    line('Casefile, settled', percent(totals.top1), percent(totals.top3), percent(totals.resource)),
    line('Casefile, first report', percent(totals.firstTop1)),
    ...BASELINES.map((name) => {
      const share = (isRight: typeof isRightGuess) =>
        ill.length === 0
          ? 1
          : ill.filter(({ guesses, truth }) => isRight(guesses[name], truth)).length / ill.length;
      return paint.quiet(line(name, percent(share(isRightGuess)), '     -', percent(share(isRightResource))));
    }),
    '',
    `Healthy left alone: ${totals.leftAlone} of ${totals.healthy}; baselines: ${BASELINES.map((name) => `${name} ${all.filter(({ guesses, truth }) => !('cause' in truth) && isRightGuess(guesses[name], truth)).length}`).join(', ')}.`,
    `Wrong with high confidence: ${totals.confidentlyWrong} of ${totals.cases}.`,
  ];
}
