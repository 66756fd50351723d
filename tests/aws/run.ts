/**
 * Tries the real thing: deploys Casefile and a small application into an AWS account, breaks the application in three
 * ways, waits for the alarms and checks what Casefile says. `npm run test:aws -- --help`. Nothing of it is mocked; with
 * `--emulator` ministack stands in for AWS, and what that can't show is printed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { CasefileError } from '../../core/errors.ts';
import { EXIT, exitCodeOf } from '../../cli/exit-codes.ts';
import { Checks } from './checks.ts';
import { clientsOf, destroyAll } from './clients.ts';
import { interruptible } from './interrupt.ts';
import { namesOf, newStage } from './names.ts';
import { type Options, readOptions } from './options.ts';
import { type Place, openAccount, openEmulator } from './place.ts';
import { confirmPlan } from './plan.ts';
import { removeAll } from './removal.ts';
import { allNotRehearsed, messageOf, say, sayAt } from './say.ts';
import { tryOut } from './try-out.ts';

// Whoever reads this may go away; what was made must be removed all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  process.exitCode = await run(readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what is wrong; --help is no error.
    process.exitCode = error.exitCode === 0 ? 0 : EXIT.badUsage;
  } else if (error instanceof CasefileError) {
    process.stderr.write(`test:aws: ${error.message}\n  ${error.hint}\n`);
    process.exitCode = exitCodeOf(error);
  } else throw error;
}

async function run(options: Options): Promise<number> {
  const { profile, region } = options;
  const place = profile === undefined ? await openEmulator() : await openAccount(profile, region);
  if ('skipped' in place) {
    say(`ministack: skipped: ${place.skipped}`);
    return 0;
  }
  try {
    return options.remove === undefined ? await runIn(place, options) : await removeIn(place, options.remove);
  } finally {
    await place.close();
  }
}

async function runIn(place: Place, options: Options): Promise<number> {
  const names = namesOf(newStage());
  await confirmPlan(place, names, options);
  const clients = clientsOf(place);
  const checks = new Checks(place.emulator);
  const interrupt = interruptible(place, names);
  const folder = options.out ?? mkdtempSync(join(tmpdir(), `casefile-${names.stage}-`));
  let failed = false;
  say();
  try {
    await tryOut({
      place,
      names,
      clients,
      checks,
      folder,
      warmUpMinutes: options.warmUp,
      failAt: options.failAt,
      signal: interrupt.run,
    });
  } catch (thrown) {
    failed = true;
    const error: unknown = interrupt.run.aborted ? interrupt.run.reason : thrown;
    sayAt(`FAILED: ${messageOf(error)}`);
    if (error instanceof Error && error.message.includes('\n')) say(error.message);
  }
  const isGone = await removeAll(place, clients, names, interrupt.removal);
  interrupt.done();
  destroyAll(clients);
  // What a rehearsal has kept is of no use.
  if (place.emulator && options.out === undefined) rmSync(folder, { recursive: true, force: true });

  say(checks.all.length === 0 ? '' : `\n${checks.table()}\n`);
  for (const what of allNotRehearsed()) say(`not rehearsed: ${what}`);
  const isWell = !failed && checks.failed === 0 && isGone;
  say(
    isWell
      ? 'Everything that could be checked was as expected, and is removed.'
      : `${failed ? 'It did not run to its end. ' : ''}${checks.failed} of ${checks.all.length} checks failed${isGone ? '' : '; not everything is removed'}.`,
  );
  return isWell ? 0 : EXIT.failure;
}

async function removeIn(place: Place, stage: string): Promise<number> {
  const names = namesOf(stage);
  say(`Removing stage ${stage} from ${place.title}`);
  const clients = clientsOf(place);
  const interrupt = interruptible(place, names);
  interrupt.removing();
  const isGone = await removeAll(place, clients, names, interrupt.removal);
  interrupt.done();
  destroyAll(clients);
  return isGone ? 0 : EXIT.failure;
}
