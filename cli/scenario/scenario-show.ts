import { CasefileError } from '../../core/errors.ts';
import { loadScenario, loadTruth, readScenarioText } from '../../simulator/language/load.ts';
import { EXIT } from '../exit-codes.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { renderScenario } from '../../simulator/show/render.ts';
import { viewOf, withoutFaultMarks } from '../../simulator/show/view.ts';
import { print } from '../../adapters/terminal/print.ts';

export interface ShowOptions {
  all?: true;
  truth?: true;
  json?: true;
}

/** Draws a scenario, or prints what would be drawn. @throws CasefileError `ScenarioInvalid` */
export async function showScenario(file: string, options: ShowOptions): Promise<number> {
  await readable(file);
  const view = viewOf(await loadScenario(file), options.all === true);
  const shown = options.truth ? { ...view, truth: await loadTruth(file) } : withoutFaultMarks(view);
  print(
    options.json
      ? `${JSON.stringify(shown, null, 2)}\n`
      : renderScenario(shown, paintFor(process.stdout), process.stdout.columns ?? 100),
  );
  return EXIT.causeFound;
}

/** @throws CasefileError `BadUsage` */
async function readable(file: string): Promise<void> {
  await readScenarioText(file).catch((cause: unknown) => {
    if (cause instanceof CasefileError) throw cause;
    throw new CasefileError('BadUsage', `The file ${file} can't be read.`, {
      hint: 'Pass the path of a scenario: casefile scenario show scenarios/bad-deploy.yaml',
      cause,
    });
  });
}
