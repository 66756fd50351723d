import { Command, CommanderError, Option } from 'commander';
import { VERSION } from '../adapters/version.ts';
import { failUnder, fault, integer, jobs, lag, positive, shift } from './option-values.ts';
import { FAULT_HELP } from '../simulator/fault-kinds.ts';
import { addReplayCommand } from './replay/replay-command.ts';
import { addInvestigateCommands } from './investigate/investigate-commands.ts';
import { addOperationsCommands } from './operations/operations-commands.ts';
import { addMcpCommands } from './servers/mcp-commands.ts';
import { printJson, say } from '../adapters/terminal/print.ts';
import { addScenarioCommands } from './scenario/scenario.ts';
import { toldOf } from './told-error.ts';

const program = new Command('casefile')
  .description('Names the cause of a CloudWatch alarm, with the evidence for every sentence.')
  .version(VERSION)
  .showHelpAfterError('(add --help for the options)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  casefile investigate --alarm NAME      a real alarm, with read-only credentials and nothing deployed
  casefile alarms                        what is in ALARM now
  casefile init                          what is in an account, and a casefile.yml for it
  casefile doctor                        what is missing, and what mends it
  casefile send-test-alarm --stage prod --function NAME --wait
  casefile redeliver --stage prod        alarms that could not be delivered
  casefile demo                          investigate a simulated incident, end to end
  casefile demo --list                   the incidents there are
  casefile eval scenarios                all of them, and how often the verdict was right
  casefile scenario check FILE           an incident of your own: docs/scenarios.md
  casefile show casefile-demo/.../cases/<id>
  casefile verify casefile-demo/.../cases/<id>
  casefile mcp cloudwatch                the CloudWatch MCP server over stdio

Exit codes: 0 cause found, 3 not enough evidence, 2 bad usage, 1 failure. With --json an error is an object on
stdout, too: {"error": {"code", "message", "hint"}}.`,
  );

program
  .command('demo [scenario]')
  .description(
    'Investigate a simulated incident through the real workflow, servers and SDK (default: bad-deploy)',
  )
  .option('--list', 'list the scenarios')
  .option('--scenarios <dir>', 'the folder that holds them (default: those of the package)')
  .addOption(
    new Option('--latency <kind>', 'answer as slowly as AWS does, or at once')
      .choices(['real', 'none'])
      .default('real'),
  )
  .option('--seed <n>', 'another seed for traffic, lag and noise', integer)
  .option('--out <dir>', 'where to keep the case (default: a new folder in casefile-demo/)')
  .option('--json', 'print the result as JSON')
  .option('--event <file>', "start with this event instead of the scenario's alarm (- reads stdin)")
  .option('--config <file>', 'a casefile.yml with servers, budget and channels')
  .option('--fault <op=kind>', `make an AWS operation fail: ${FAULT_HELP} (repeatable)`, fault, {})
  .option(
    '--lag <source=seconds>',
    'lag of metrics, logs or cloudtrail; "none" for all (repeatable)',
    lag,
    {},
  )
  .option('--shift <duration>', 'move the incident in time, e.g. 7d', shift)
  .option('--prefix <text>', 'put before the name of every resource')
  .option('--amplitude <factor>', 'make the fault weaker or stronger', positive)
  .option('--real-waits', 'really wait for late evidence, instead of moving the clock')
  .addHelpText(
    'after',
    `
In a folder that has the case already, a finished one is shown, an interrupted one is gone on with, and one that another
process is at work on is left to it (exit code 1).

Examples:
  casefile demo flapped-alarm
  casefile demo --fault StartQuery=deny --fault GetMetricData=hang
  casefile demo --lag cloudtrail=300 --json`,
  )
  .action(async (scenario: string | undefined, options) => {
    const { demo } = await import('./scenario/demo.ts');
    process.exitCode = await demo(scenario ?? 'bad-deploy', options);
  });

addInvestigateCommands(program);
addOperationsCommands(program);

addReplayCommand(program);

program
  .command('eval <folder>')
  .description('Investigate every scenario of a folder, and say how often the verdict was right')
  .option('--json', 'print cases, totals and baselines as JSON')
  .option('--out <dir>', 'keep the cases there')
  .option('--only <ids>', 'only these scenarios, separated by commas')
  .option(
    '--fail-under <total=share>',
    'exit with 1 if a total is lower, e.g. top1=0.9 (repeatable; also top3, firstTop1, resource)',
    failUnder,
    {},
  )
  .option('--jobs <n>', 'how many at a time', jobs, 2)
  .option('--seed <n>', 'another seed for traffic, lag and noise', integer)
  .addHelpText(
    'after',
    `
Examples:
  casefile eval scenarios
  casefile eval my-incidents --only cache-failover --out cases
  casefile eval scenarios --json --fail-under top1=0.9`,
  )
  .action(async (folder: string, options) => {
    const { evaluate } = await import('./scenario/eval.ts');
    process.exitCode = await evaluate(folder, options);
  });

program
  .command('verify <case>')
  .description('Derive every hash and predicate of a case again from its recorded calls')
  .option('--json', 'print the result as JSON')
  .addHelpText('after', '\nExample:\n  casefile verify cases/0a1b2c3d4e5f-live')
  .action(async (folder: string, options) => {
    const { verify } = await import('./verify.ts');
    process.exitCode = await verify(folder, options);
  });

program
  .command('show <case>')
  .description('Print a report of a case')
  .option('--report <k>', 'which report (default: the last)', integer)
  .option('--calls', 'list the recorded calls instead')
  .option('--json', 'print it as JSON')
  .addHelpText('after', '\nExample:\n  casefile show cases/0a1b2c3d4e5f-live --report 1')
  .action(async (folder: string, options) => {
    const { show } = await import('./show.ts');
    process.exitCode = await show(folder, options);
  });

addMcpCommands(program);

addScenarioCommands(program);

program.command('simulator <options>', { hidden: true }).action(async (options: string) => {
  const { SimulatorOptions, simulate } = await import('../simulator/simulate.ts');
  await simulate(SimulatorOptions.parse(JSON.parse(options)));
});

// A reader that has seen enough (`| head`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

try {
  await program.parseAsync();
} catch (error) {
  const { exitCode, ...told } = toldOf(error);
  // Commander has said on stderr what is wrong; --help and --version are no errors.
  if (!(error instanceof CommanderError)) say(`casefile: ${told.message}\n  ${told.hint}\n`);
  if (exitCode !== 0 && process.argv.includes('--json')) printJson({ error: told });
  process.exitCode = exitCode;
}
