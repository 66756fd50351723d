import { CHANNEL_NAMES } from '../../adapters/channels/channel-settings.ts';
import type { Command } from 'commander';
import { channel } from '../option-values.ts';

/** `casefile replay`: any execution, again. */
export function addReplayCommand(program: Command): void {
  program
    .command('replay [case]')
    .description('Run the pipeline again on a case: on its recording without any call, or with fresh answers')
    .option('--execution <arn>', 'the case that this execution worked on, copied from the bucket')
    .option('--fresh', 'ask AWS again, and put the new case beside the old one')
    .option('--stage <stage>', 'start it in a deployed stage; CASE is then the id of a case there')
    .option(
      '--deliver <channel>',
      `also send it, marked as a replay: ${CHANNEL_NAMES.join(', ')} (repeatable)`,
      channel,
      [],
    )
    .option('--config <file>', 'a casefile.yml with servers and channels')
    .option('--out <dir>', 'where a copied case is kept (default: casefile-cases/<stack>)')
    .option('--region <region>', 'instead of the one of the environment or the profile')
    .option('--profile <name>', 'a profile of ~/.aws/config')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Of a case that was interrupted it tells what the recording says so far, keeps nothing of it, and exits with 1.

Examples:
  casefile replay cases/0a1b2c3d4e5f-live                 the recording: exit code 1 if anything differs
  casefile replay cases/0a1b2c3d4e5f-live --fresh         what AWS says now, as a new case
  casefile replay --execution arn:aws:states:...          fetched from the bucket first
  casefile replay 0a1b2c3d4e5f-live --stage prod --deliver slack`,
    )
    .action(async (folder: string | undefined, options) => {
      const { replay } = await import('./replay.ts');
      process.exitCode = await replay(folder, options);
    });
}
