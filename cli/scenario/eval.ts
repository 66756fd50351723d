import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pLimit from 'p-limit';
import { CasefileError } from '../../core/errors.ts';
import { listScenarios } from '../../simulator/language/load.ts';
import { BASELINES, isRightGuess, isRightResource } from '../../eval/baselines.ts';
import { type Ran, runScenario } from '../../eval/run-scenario.ts';
import { type Totals, totalsOf } from '../../eval/score.ts';
import { renderTable, scoreOf, truthText, verdictText } from '../../eval/table.ts';
import { EXIT } from '../exit-codes.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { print, printJson, say } from '../../adapters/terminal/print.ts';

export interface EvalOptions {
  json?: true;
  out?: string;
  only?: string;
  failUnder?: Partial<Record<keyof Totals, number>>;
  jobs: number;
  seed?: number;
}

/** Runs every scenario of a folder and says how often Casefile was right. Returns the exit code. */
export async function evaluate(folder: string, options: EvalOptions): Promise<number> {
  const all = await listScenarios(resolve(folder));
  const wanted = options.only?.split(',').map((id) => id.trim());
  const chosen = all.filter(({ id }) => wanted === undefined || wanted.includes(id));
  const missing = wanted?.find((id) => !all.some((scenario) => scenario.id === id));
  if (missing !== undefined || chosen.length === 0) {
    throw new CasefileError(
      'BadUsage',
      missing === undefined
        ? `${folder} holds no scenario.`
        : `There is no scenario ${missing} in ${folder}.`,
      {
        hint:
          all.length === 0
            ? 'Pass a folder with scenario files (*.yaml).'
            : `There are ${all.map(({ id }) => id).join(', ')}.`,
      },
    );
  }
  const temporary = options.out === undefined ? await mkdtemp(join(tmpdir(), 'casefile-eval-')) : undefined;
  const out = resolve(temporary ?? options.out ?? '');
  await refuseOldCases(out, chosen);
  const paint = paintFor(process.stderr);
  const limit = pLimit(options.jobs);
  const started = performance.now();
  let done = 0;
  const variant = options.seed === undefined ? {} : { seed: options.seed };
  const runs = await Promise.allSettled(
    chosen.map((scenario) =>
      limit(async () => {
        const ran = await runScenario(scenario, join(out, scenario.id), variant).catch((error: unknown) => {
          say(
            `${paint.bad('failed')}  ${scenario.id}: ${error instanceof Error ? error.message : String(error)}\n`,
          );
          throw error;
        });
        done++;
        say(
          `${paint.quiet(`${String(done).padStart(3)}/${chosen.length}`)} ${scenario.id}: ${verdictText(ran.settled)}\n`,
        );
        return ran;
      }),
    ),
  );
  const ran = runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
  const seconds = (performance.now() - started) / 1_000;
  if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  const totals = totalsOf(ran.map(scoreOf));
  if (options.json) printJson(asJson(ran, totals));
  else {
    const kept = temporary === undefined ? ` Cases are in ${out}.` : '';
    print(
      `${renderTable(ran, paintFor(process.stdout))}\n\n${ran.length} scenarios in ${seconds.toFixed(1)} s, ${options.jobs} at a time.${kept}\n`,
    );
  }
  if (ran.length < chosen.length) return EXIT.failure;
  const short = Object.entries(options.failUnder ?? {}).filter(
    ([name, least]) => valueOf(totals, name) < least,
  );
  for (const [name, least] of short) {
    say(`casefile: ${name} is ${valueOf(totals, name).toFixed(3)}, below ${least}\n`);
  }
  return short.length > 0 ? EXIT.failure : EXIT.causeFound;
}

/** A state change that was investigated before is a duplicate there. @throws CasefileError `BadUsage` */
async function refuseOldCases(out: string, chosen: readonly { id: string }[]): Promise<void> {
  for (const { id } of chosen) {
    const there = await access(join(out, id)).then(
      () => true,
      () => false,
    );
    if (!there) continue;
    throw new CasefileError('BadUsage', `${join(out, id)} holds an earlier run.`, {
      hint: 'Pass another folder with --out, or remove that one.',
    });
  }
}

function valueOf(totals: Totals, name: string): number {
  const all: Record<string, number> = { ...totals };
  return all[name] ?? NaN;
}

function shareOf(all: readonly Ran[], isRight: (ran: Ran) => boolean): number {
  return all.length === 0 ? 1 : all.filter(isRight).length / all.length;
}

function asJson(all: readonly Ran[], totals: Totals) {
  const ill = all.filter(({ truth }) => 'cause' in truth);
  return {
    cases: all.map((ran) => {
      const { first, settled } = scoreOf(ran);
      const [top] = ran.settled.hypotheses;
      return {
        id: ran.id,
        truth: truthText(ran.truth),
        verdict: verdictText(ran.settled),
        rank: settled.rank,
        confidence: top === undefined ? null : { band: top.band, score: top.score },
        first: { verdict: verdictText(ran.first), ...first },
        settled: { verdict: verdictText(ran.settled), ...settled },
        calls: ran.calls,
        ms: ran.ms,
      };
    }),
    totals,
    baselines: Object.fromEntries(
      BASELINES.map((name) => [
        name,
        {
          top1: shareOf(ill, ({ guesses, truth }) => isRightGuess(guesses[name], truth)),
          resource: shareOf(ill, ({ guesses, truth }) => isRightResource(guesses[name], truth)),
          leftAlone: all.filter(
            ({ guesses, truth }) => !('cause' in truth) && isRightGuess(guesses[name], truth),
          ).length,
        },
      ]),
    ),
  };
}
