import { access } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import * as z from 'zod';
import {
  type AccountAlarm,
  type AccountHistory,
  accountAlarms,
  accountHistory,
} from '../../adapters/account/account-alarms.ts';
import { leftOut } from '../../adapters/account/alarm-scope.ts';
import { type AwsSession, openAwsSession } from '../../adapters/account/aws-session.ts';
import { configText } from '../../adapters/config/config-text.ts';
import { caseConfig } from '../../adapters/config/config.ts';
import { explainAwsError } from '../../adapters/account/explain-aws-error.ts';
import { readPackageJson } from '../../adapters/package-files.ts';
import { readConfig } from '../../adapters/config/read-config.ts';
import { writeWhole } from '../../adapters/stores/write-whole.ts';
import { alarmMonth } from '../../core/alarm/alarm-month.ts';
import { namePrefixes } from '../../core/alarm/name-prefixes.ts';
import { Json } from '../../core/canonical.ts';
import { CasefileError } from '../../core/errors.ts';
import { monthCeiling } from '../../core/report/month-price.ts';
import { DAY } from '../../core/time.ts';
import { askMfaCode } from '../investigate/ask-mfa-code.ts';
import { EXIT } from '../exit-codes.ts';
import { type Overview, overviewText } from './init-overview.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { print } from '../../adapters/terminal/print.ts';

export interface InitOptions {
  out: string;
  force?: true;
  region?: string;
  profile?: string;
  json?: true;
}

/** How long CloudWatch keeps the history of alarms. */
const HISTORY_MS = 30 * DAY;
const MAX_PREFIXES = 10;

/** Looks at the alarms of an account and writes a casefile.yml for them. Returns the exit code. */
export async function init(options: InitOptions): Promise<number> {
  const file = resolve(options.out);
  const shown = relative(process.cwd(), file);
  // Before anything is asked: nobody waits for a refusal.
  if (!options.force && (await exists(file))) throw isThere(shown);
  const session = await openAwsSession({ ...options, mfaCode: askMfaCode() });
  const overview = await overviewOf(session);
  const { account, region } = session;
  const { inScope, prefixes } = overview;
  const text = configText({ account, region, inScope, prefixes });
  if (!(await writeWhole(file, text, { replace: options.force === true }))) throw isThere(shown);
  print(
    options.json
      ? `${JSON.stringify({ account, region, ...overview, file }, null, 2)}\n`
      : overviewText(session, overview, shown, paintFor(process.stdout)),
  );
  return EXIT.causeFound;
}

async function overviewOf(session: AwsSession): Promise<Overview> {
  const pattern = z.record(z.string(), Json).parse(await readPackageJson('rules/alarm.json'));
  const { items: found, cutOff } = await accountAlarms(session.aws).catch((error: unknown) => {
    throw explainAwsError(error, session);
  });
  const alarms = found.map((alarm) => ({ ...named(alarm), leftOut: leftOut(alarm, pattern) ?? null }));
  const names = alarms.filter((alarm) => alarm.leftOut === null).map(({ name }) => name);
  const to = Date.now();
  const history = await accountHistory(session.aws, to - HISTORY_MS).catch((error: unknown) =>
    explainAwsError(error, session),
  );
  return {
    alarms,
    moreAlarms: cutOff,
    inScope: names.length,
    prefixes: namePrefixes(names).slice(0, MAX_PREFIXES),
    month:
      history instanceof CasefileError
        ? { unknown: history.message, mend: history.hint }
        : await monthOf(history, names, to),
  };
}

async function monthOf(history: AccountHistory, names: readonly string[], to: number) {
  const { wentOff, from, cutOff } = history;
  const month = alarmMonth(wentOff, new Set(names), { from, to });
  const config = caseConfig(await readConfig());
  return {
    ...month,
    cutOff,
    dollarsAtMost: monthCeiling(month.investigations, config),
    dollarsEachAtMost: monthCeiling(1, config),
  };
}

function named({ name, arn, kind }: AccountAlarm) {
  return { name, arn, kind };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function isThere(file: string): CasefileError {
  return new CasefileError('BadUsage', `${file} is there already.`, {
    hint: 'Pass --force to replace it, or --out FILE to write another.',
  });
}
