import { type Command, Option } from 'commander';
import { MINUTE } from '../../core/time.ts';
import { FAULT_HELP } from '../../simulator/fault-kinds.ts';
import { duration, fault, lag } from '../option-values.ts';
import { print } from '../../adapters/terminal/print.ts';

/** `casefile scenario`: for those who write incidents. */
export function addScenarioCommands(program: Command): void {
  const scenario = program
    .command('scenario')
    .description('Check and show scenarios: incidents as data files')
    .addHelpText(
      'after',
      `
Examples:
  casefile scenario check scenarios/
  casefile scenario show scenarios/bad-deploy.yaml
  casefile scenario schema > scenario.schema.json`,
    );

  scenario
    .command('check <path...>')
    .description('Say what is wrong with scenario files, line by line; a folder means all its yaml files')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExit codes: 0 all fine (there may be warnings), 2 a file is broken.')
    .action(async (paths: string[], options) => {
      const { checkScenarios } = await import('./scenario-check.ts');
      process.exitCode = await checkScenarios(paths, options);
    });

  scenario
    .command('show <file>')
    .description('Draw what a scenario makes: resources, timeline, series, log lines')
    .option('--all', 'every series, not only those of alarms and those that change most')
    .option('--truth', 'the true cause too')
    .option('--json', 'print it as JSON')
    .action(async (file: string, options) => {
      const { showScenario } = await import('./scenario-show.ts');
      process.exitCode = await showScenario(file, options);
    });

  scenario
    .command('serve [scenario]')
    .description('Play a scenario as if it were an AWS account, its alarm just now, for any AWS client')
    .option('--ago <duration>', 'how long ago the alarm went off', duration, MINUTE)
    .option('--fault <op=kind>', `make an AWS operation fail: ${FAULT_HELP}`, fault, {})
    .option('--lag <source=seconds>', 'lag of metrics, logs or cloudtrail; "none" for all', lag, {})
    .addOption(new Option('--until-stdin-ends').hideHelp())
    .addHelpText(
      'after',
      `
It prints the environment to use it with. In another terminal:
  export AWS_ENDPOINT_URL=http://127.0.0.1:... AWS_REGION=... (as printed)
  casefile alarms`,
    )
    .action(async (name: string | undefined, options) => {
      const { serveScenario } = await import('./scenario-serve.ts');
      process.exitCode = await serveScenario(name ?? 'bad-deploy', options);
    });

  scenario
    .command('schema')
    .description('Print the JSON Schema of scenario files, for editors')
    .action(async () => {
      const { scenarioSchemaText } = await import('../../simulator/language/schema.ts');
      print(scenarioSchemaText());
    });
}
