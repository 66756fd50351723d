import { Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { CasefileError } from '../../core/errors.ts';
import { STAGE } from './names.ts';

/** In order; `--fail-at` ends the run after one of them. */
export const STEPS = [
  'application',
  'deploy',
  'subscribe',
  'warm-up',
  'mapping-fault',
  'mapping-report',
  'other-faults',
  'other-reports',
  'cases',
  'shapes',
  'bill',
] as const;
export type Step = (typeof STEPS)[number];

const Options = z.strictObject({
  profile: z.string().optional(),
  region: z.string().optional(),
  emulator: z.literal(true).optional(),
  budget: z.number().optional(),
  yes: z.literal(true).optional(),
  warmUp: z.number(),
  out: z.string().optional(),
  failAt: z.enum(STEPS).optional(),
  remove: z.string().optional(),
});
export type Options = z.infer<typeof Options>;

const EXAMPLES = `
Examples:
  npm run test:aws -- --emulator                              rehearse all of it in ministack
  npm run test:aws -- --profile sandbox --budget 2            show what it will do and cost, then ask
  npm run test:aws -- --profile sandbox --budget 2 --yes      the same without asking
  npm run test:aws -- --emulator --fail-at mapping-fault      see that everything is removed after an error
  npm run test:aws -- --profile sandbox --remove t1a2b3c      remove what an earlier run left behind

Exit codes: 0 everything was as expected and is removed, 1 not so, 2 bad usage or not confirmed.`;

/** @throws CommanderError, and CasefileError `BadUsage` for what does not go together */
export function readOptions(args: readonly string[]): Options {
  const program = new Command('test:aws')
    .description(
      'Deploys Casefile and a small application into an AWS account, breaks it in three ways, and checks the reports. Everything is removed at the end.',
    )
    .option('--profile <name>', 'the AWS profile whose account it is done in')
    .option('--region <name>', "the region (default: the profile's)")
    .option('--emulator', 'rehearse it in ministack, with nothing at AWS')
    .option(
      '--budget <dollars>',
      'refuse to start if it may cost more than that; needed with --profile',
      dollars,
    )
    .option('--yes', 'do not ask before it starts')
    .option(
      '--warm-up <minutes>',
      'healthy traffic before the first fault; under 25 there is no usual, and the alarms themselves are news',
      minutes,
      40,
    )
    .option('--out <dir>', 'where cases and shapes of answers are kept (default: a new temporary folder)')
    .addOption(
      new Option('--fail-at <step>', 'fail on purpose after a step, to see the removal').choices(STEPS),
    )
    .option('--remove <stage>', 'only remove what a run with that stage left behind', stage)
    .exitOverride()
    .addHelpText('after', EXAMPLES)
    .parse(args, { from: 'user' });
  const options = Options.parse(program.opts());
  if ((options.profile === undefined) === (options.emulator === undefined)) {
    throw badUsage('Say where: --profile NAME for a real account, or --emulator for a rehearsal.');
  }
  if (options.profile !== undefined && options.budget === undefined && options.remove === undefined) {
    throw badUsage('Say what it may cost at most: --budget 2');
  }
  if (options.emulator && options.remove !== undefined) {
    throw badUsage('An emulator keeps nothing: there is nothing to remove.');
  }
  return options;
}

export function badUsage(message: string): CasefileError {
  return new CasefileError('BadUsage', message, { hint: '--help has examples.' });
}

function dollars(text: string): number {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text)) throw new InvalidArgumentError('It looks like 2 or 0.50.');
  return Number(text);
}

function minutes(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError('It must be from 0 to 99.');
  return Number(text);
}

function stage(text: string): string {
  if (!STAGE.test(text)) throw new InvalidArgumentError('It looks like t1a2b3c.');
  return text;
}
