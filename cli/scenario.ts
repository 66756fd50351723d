import type { Command } from 'commander';

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
    .command('schema')
    .description('Print the JSON Schema of scenario files, for editors')
    .action(async () => {
      const { scenarioSchemaText } = await import('../simulator/language/schema.ts');
      process.stdout.write(scenarioSchemaText());
    });
}
