import type { Command } from 'commander';
import { MINUTE } from '../../core/time.ts';
import { duration, moment } from '../option-values.ts';

/** `casefile investigate` and `casefile alarms`: for a real account, with nothing deployed. */
export function addInvestigateCommands(program: Command): void {
  program
    .command('investigate')
    .description('Investigate an incident in an AWS account, with the credentials that the AWS CLI would use')
    .option('--alarm <name>', 'an alarm: its last change to ALARM')
    .option('--event <file>', 'an alarm event as EventBridge delivers it (- reads stdin)')
    .option('--function <name>', 'a Lambda function')
    .option('--queue <name>', 'an SQS queue')
    .option('--stack <name>', 'the functions of a CloudFormation stack')
    .option('--log-group <name>', 'the functions that write to a log group')
    .option(
      '--since <duration>',
      'how long before --at the trouble may have begun: 30m, 6h',
      duration,
      30 * MINUTE,
    )
    .option(
      '--at <time>',
      'when the trouble was there: 2026-03-10T03:12:00Z, or 2h for two hours ago',
      moment,
    )
    .option('--region <region>', 'instead of the one of the environment or the profile')
    .option('--profile <name>', 'a profile of ~/.aws/config')
    .option('--settle', 'wait up to 20 minutes for what CloudTrail tells late')
    .option('--config <file>', 'a casefile.yml with servers, budget and targets')
    .option('--out <dir>', 'where to keep the case (default: a new folder in casefile-cases/)')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Nothing is deployed and nothing is changed: SECURITY.md lists the read rights that it uses.

With an --out that has the case already, a finished one is shown; an interrupted one is gone on with, for an hour; one that
another process is at work on is left to it (exit code 1).

Examples:
  casefile investigate --alarm checkout-errors
  casefile investigate --function checkout-api --since 2h --profile prod --region eu-west-1
  casefile investigate --queue orders --at 2026-03-10T03:12:00Z
  aws events ... | casefile investigate --event -`,
    )
    .action(async (options) => {
      const { investigate } = await import('./investigate.ts');
      process.exitCode = await investigate(options);
    });

  program
    .command('alarms')
    .description('List the alarms that are in ALARM now, and investigate one of them')
    .option('--region <region>', 'instead of the one of the environment or the profile')
    .option('--profile <name>', 'a profile of ~/.aws/config')
    .option('--json', 'print them as JSON, and ask nothing')
    .addHelpText('after', '\nExample:\n  casefile alarms --profile prod')
    .action(async (options) => {
      const { alarms } = await import('./alarms.ts');
      process.exitCode = await alarms(options);
    });
}
