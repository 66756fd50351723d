import { access } from 'node:fs/promises';
import { type AwsSession, openAwsSession } from '../../adapters/account/aws-session.ts';
import type { Config } from '../../adapters/config/config.ts';
import { type DeployedStack, deployedStack } from '../../adapters/account/deployed-stack.ts';
import { type Check, type Result, failed, ok, runChecks, unknown } from '../../adapters/doctor/check.ts';
import { checkChannels } from '../../adapters/doctor/check-channels.ts';
import { checkModel } from '../../adapters/doctor/check-model.ts';
import { checkRights } from '../../adapters/doctor/check-rights.ts';
import { checkStack } from '../../adapters/doctor/check-stack.ts';
import { readConfig } from '../../adapters/config/read-config.ts';
import { CasefileError } from '../../core/errors.ts';
import { neutralize } from '../../core/neutralize.ts';
import type { Paint } from '../../core/report/render/render-terminal.ts';
import { askMfaCode } from '../investigate/ask-mfa-code.ts';
import { EXIT } from '../exit-codes.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { print } from '../../adapters/terminal/print.ts';

export interface DoctorOptions {
  stage?: string;
  config?: string;
  region?: string;
  profile?: string;
  json?: true;
}

/** What Casefile needs, and whether it is there. Returns the exit code. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const results: Result[] = [nodeVersion(process.versions.node)];
  const config = await readable(options.config, results);
  const session = await opened(options, results);
  if (session !== undefined) {
    results.push(...(await lookedAt(options.stage, config, session)));
  }
  const good = results.every(({ outcome }) => outcome !== 'failed');
  print(
    options.json
      ? `${JSON.stringify({ ok: good, checks: results }, null, 2)}\n`
      : textOf(results, session !== undefined, paintFor(process.stdout)),
  );
  return good ? EXIT.causeFound : EXIT.failure;
}

async function lookedAt(
  stage: string | undefined,
  config: Config | undefined,
  session: AwsSession,
): Promise<Result[]> {
  const found = stage === undefined ? undefined : await stackOf(stage, session);
  const stack = found !== undefined && 'bucket' in found ? found : undefined;
  const parts: { checks: Check[]; close?: () => void }[] = [
    checkRights(session),
    ...(config === undefined ? [] : [{ checks: [checkModel(config.model, session)] }]),
    ...(found !== undefined && 'run' in found ? [{ checks: [found] }] : []),
    ...(stage === undefined || stack === undefined ? [] : [checkStack(stage, stack, session)]),
    ...(config === undefined ? [] : [checkChannels(config, stack, session)]),
  ];
  try {
    return await runChecks(parts.flatMap(({ checks }) => checks));
  } finally {
    for (const { close } of parts) close?.();
  }
}

/** package.json says the same. */
const OLDEST_NODE = 22;

function nodeVersion(version: string): Result {
  return {
    name: 'node',
    ...(Number(version.split('.')[0]) >= OLDEST_NODE
      ? ok(`Version ${version}.`)
      : failed(`Version ${version} is too old.`, `Install Node ${OLDEST_NODE} or newer: https://nodejs.org`)),
  };
}

const DEFAULT_CONFIG = 'casefile.yml';

async function readable(given: string | undefined, results: Result[]): Promise<Config | undefined> {
  const there = await access(DEFAULT_CONFIG).then(
    () => true,
    () => false,
  );
  const file = given ?? (there ? DEFAULT_CONFIG : undefined);
  try {
    const config = await readConfig(file);
    const says = file === undefined ? 'There is no casefile.yml here: the defaults hold.' : `${file} holds.`;
    results.push({ name: 'configuration', ...ok(says) });
    return config;
  } catch (error) {
    results.push({ name: 'configuration', ...asFailed(error) });
    return undefined;
  }
}

async function opened(
  { profile, region }: DoctorOptions,
  results: Result[],
): Promise<AwsSession | undefined> {
  try {
    const session = await openAwsSession({ profile, region, mfaCode: askMfaCode() });
    const { account, alias, who } = session;
    const named = alias === undefined ? account : `${account} (${alias})`;
    results.push({ name: 'access', ...ok(`Account ${named}, ${session.region}, as ${who}.`) });
    return session;
  } catch (error) {
    results.push({ name: 'access', ...asFailed(error) });
    return undefined;
  }
}

/** A deployed stage, or the check that failed. */
async function stackOf(stage: string, session: AwsSession): Promise<DeployedStack | Check> {
  try {
    return await deployedStack(stage, session.aws);
  } catch (error) {
    const gone = error instanceof CasefileError && error.code === 'NothingToInvestigate';
    const { says, mend } = asFailed(error);
    return { name: 'stack', run: async () => (gone ? failed(says, mend) : unknown(says, mend)) };
  }
}

function asFailed(error: unknown): { outcome: 'failed'; says: string; mend: string } {
  if (!(error instanceof CasefileError)) throw error;
  return { outcome: 'failed', says: error.message, mend: error.hint };
}

function textOf(results: readonly Result[], asked: boolean, paint: Paint): string {
  const marks = { ok: paint.good('✓'), note: '·', failed: paint.bad('✗'), unknown: '?' };
  const width = Math.max(...results.map(({ name }) => name.length));
  const indent = ' '.repeat(width + 4);
  const lines = results.flatMap(({ name, outcome, says, mend }) => [
    `${marks[outcome]} ${name.padEnd(width)}  ${neutralize(says)}`,
    ...(mend === undefined ? [] : [`${indent}${paint.strong(neutralize(mend))}`]),
  ]);
  const count = (outcome: Result['outcome']) => results.filter((one) => one.outcome === outcome).length;
  const counted = [
    `${results.length} checks`,
    ...(count('failed') > 0 ? [`${count('failed')} failed`] : []),
    ...(count('unknown') > 0 ? [`${count('unknown')} could not be made`] : []),
  ];
  const end = asked ? '' : ' Without access nothing else can be checked.';
  return `${lines.join('\n')}\n\n${counted.join(', ')}.${counted.length === 1 ? ' All is well.' : ''}${end}\n`;
}
