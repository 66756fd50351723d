import type { Command } from 'commander';

const REGION = ['--region <region>', 'instead of the one of the environment or the profile'] as const;
const PROFILE = ['--profile <name>', 'a profile of ~/.aws/config'] as const;

/** What is done by hand: setting up, checking, trying out and catching up. */
export function addOperationsCommands(program: Command): void {
  program
    .command('init')
    .description('Look at the alarms of an account, and write a casefile.yml for them')
    .option('--out <file>', 'where to write it', 'casefile.yml')
    .option('--force', 'replace the file if it is there')
    .option(...REGION)
    .option(...PROFILE)
    .option('--json', 'print what was found as JSON')
    .addHelpText(
      'after',
      `
It says which alarms would start an investigation and why others would not, and what the last 30 days of them
would have cost at most. It only reads: cloudwatch:DescribeAlarms and cloudwatch:DescribeAlarmHistory.

Examples:
  casefile init
  casefile init --profile prod --region eu-west-1 --out prod.yml`,
    )
    .action(async (options) => {
      const { init } = await import('./init.ts');
      process.exitCode = await init(options);
    });

  program
    .command('doctor')
    .description('Say what is missing for Casefile to work, and the line that mends it')
    .option('--stage <stage>', 'also look at this deployed stage: its rules, queue, executions and topics')
    .option('--config <file>', 'a casefile.yml (default: the one of this folder, if there is one)')
    .option(...REGION)
    .option(...PROFILE)
    .option('--json', 'print the checks as JSON')
    .addHelpText(
      'after',
      `
It changes nothing. It asks for one metric and, if a model is set up, for one token: together less than a cent.

Exit codes: 0 nothing failed, 1 something failed; a ? could not be found out, which is no failure.

Examples:
  casefile doctor --profile prod
  casefile doctor --stage prod --config casefile.yml
  casefile doctor --json | jq '.checks[] | select(.outcome == "failed")'`,
    )
    .action(async (options) => {
      const { doctor } = await import('./doctor.ts');
      process.exitCode = await doctor(options);
    });

  program
    .command('send-test-alarm')
    .description('Send a drill to a deployed stage, as CloudWatch would send an alarm')
    .requiredOption('--stage <stage>', 'the deployed stage')
    .requiredOption('--function <name>', 'the Lambda function that the alarm is said to be about')
    .option('--alarm <name>', 'how the alarm is called (default: drill, after a prefix that the rules take)')
    .option('--wait', 'wait for the report, 90 s at most, and print its headline')
    .option(...REGION)
    .option(...PROFILE)
    .option('--json', 'print the event, and with --wait the report, as JSON')
    .addHelpText(
      'after',
      `
A real investigation starts, and its report, marked as a drill, goes to the channels of the stage. It needs
events:PutEvents and cloudformation:DescribeStacks, and to say beforehand whether the rule takes it
cloudformation:DescribeStackResources and events:DescribeRule; with --wait also states:ListExecutions,
states:DescribeExecution and s3:GetObject.

Exit codes: 0 sent (and reported), 1 it failed or no report came, 2 bad usage.

Examples:
  casefile send-test-alarm --stage prod --function checkout-api --wait
  casefile send-test-alarm --stage dev --function checkout-api --alarm checkout-drill --profile dev`,
    )
    .action(async (options) => {
      const { sendTestAlarm } = await import('./send-test-alarm.ts');
      process.exitCode = await sendTestAlarm(options);
    });

  program
    .command('redeliver')
    .description('Start the investigations of alarms that could not be delivered to a deployed stage')
    .requiredOption('--stage <stage>', 'the deployed stage')
    .option('--dry-run', 'say what would start, and leave everything where it is')
    .option(...REGION)
    .option(...PROFILE)
    .option('--json', 'print what became of each message as JSON')
    .addHelpText(
      'after',
      `
Each alarm event in the stage's queue starts an execution, and leaves the queue only after that; interrupted or run
twice, it loses nothing and starts nothing twice. What is no alarm stays and is named. It needs sqs:ReceiveMessage,
sqs:DeleteMessage, sqs:ChangeMessageVisibility and states:StartExecution.

Exit codes: 0 all done, 1 it failed or was interrupted, 2 bad usage.

Examples:
  casefile redeliver --stage prod --dry-run
  casefile redeliver --stage prod`,
    )
    .action(async (options) => {
      const { redeliverUndelivered } = await import('./redeliver.ts');
      process.exitCode = await redeliverUndelivered(options);
    });
}
