import type { ReplayOptions } from './replay-options.ts';
import { join, resolve } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { S3Client } from '@aws-sdk/client-s3';
import { type AwsSession, openAwsSession } from '../../adapters/account/aws-session.ts';
import { copyCase } from '../../adapters/stores/copy-case.ts';
import { type DeployedStack, deployedStack, stageOf } from '../../adapters/account/deployed-stack.ts';
import { caseOfExecution } from '../../adapters/stores/execution-case.ts';
import { explainAwsError } from '../../adapters/account/explain-aws-error.ts';
import { folderStore } from '../../adapters/stores/folder-store.ts';
import { s3Store } from '../../adapters/stores/s3-store.ts';
import { CaseId } from '../../core/case.ts';
import { CasefileError } from '../../core/errors.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { askMfaCode } from '../investigate/ask-mfa-code.ts';
import { replayFresh } from './replay-fresh.ts';
import { replayInStage } from './replay-in-stage.ts';
import { replayOfRecording } from './replay-recording.ts';
import { writableFolder } from '../../adapters/stores/writable-folder.ts';
import { say } from '../../adapters/terminal/print.ts';

/** Replays a case: its recording here, with fresh answers here, or in a deployed stage. Returns the exit code. */
export async function replay(subject: string | undefined, options: ReplayOptions): Promise<number> {
  if (subject !== undefined && options.execution !== undefined)
    throw usage('Name a case or an execution, not both.');
  const remote = options.stage !== undefined || options.execution !== undefined;
  if (!remote) {
    if (subject === undefined) throw usage('Which case is to be replayed?');
    return options.fresh ? replayFresh(subject, options) : replayOfRecording(subject, options);
  }
  const place = stageOf(options.execution ?? '');
  const stage = options.stage ?? place?.stage;
  if (stage === undefined) throw usage(`${options.execution} is no execution of a deployed Casefile.`);
  const session = await openAwsSession({
    profile: options.profile,
    region: options.region ?? place?.region,
    mfaCode: askMfaCode(),
  });
  const stack = await deployedStack(stage, session.aws);
  const store = s3Store(new S3Client(session.aws), stack.bucket);
  const caseId = await caseIdFor(subject, options.execution, session, store);
  if (options.stage !== undefined) return replayInStage(caseId, stack, store, session, options);
  const folder = await fetched(caseId, store, stack, options);
  return options.fresh ? replayFresh(folder, options, session) : replayOfRecording(folder, options, session);
}

async function caseIdFor(
  subject: string | undefined,
  execution: string | undefined,
  session: AwsSession,
  store: CaseStore,
): Promise<string> {
  if (execution !== undefined) {
    const client = new SFNClient(session.aws);
    try {
      return await caseOfExecution(execution, client, store);
    } catch (error) {
      throw explainAwsError(error, session);
    } finally {
      client.destroy();
    }
  }
  // A folder's name will do, too.
  const caseId = CaseId.safeParse((subject ?? '').replace(/\/+$/, '').split('/').at(-1));
  if (!caseId.success) throw usage(`"${subject ?? ''}" is no case id; it looks like 0a1b2c3d4e5f-live.`);
  return caseId.data;
}

/** A copy of a deployed case, so that it is replayed here. */
async function fetched(
  caseId: string,
  store: CaseStore,
  stack: DeployedStack,
  options: ReplayOptions,
): Promise<string> {
  const root = resolve(options.out ?? join('casefile-cases', stack.name));
  await writableFolder(root);
  const records = await copyCase(caseId, store, folderStore(root));
  const folder = join(root, paths.caseRoot(caseId));
  say(`${records} records of case ${caseId} copied to ${folder}\n`);
  return folder;
}

function usage(message: string): CasefileError {
  return new CasefileError('BadUsage', message, {
    hint: 'casefile replay CASE, casefile replay --execution ARN, casefile replay CASE_ID --stage STAGE',
  });
}
