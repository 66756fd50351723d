import { readFile, stat } from 'node:fs/promises';
import { CasefileError } from '../../core/errors.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import { MIN_TOKEN_CHARS, TOKEN, type TokenSource } from '../../mcp/server-kit/bearer-tokens.ts';
import { textOfSecret, unreadable } from './secret-text.ts';

/** While one token replaces the other, both are valid. */
const MAX_TOKENS = 2;
/** A secret is read again after so long. */
const SECRET_MS = 60_000;
/** And for a token that is not known, or after a failure, not more often than this: anybody can send a wrong one. */
const RETRY_MS = 5_000;
/** What was valid stands in while a secret can't be read. Not for ever: it may have been taken back. */
const STAND_IN_MS = 15 * 60_000;

/** Hears why tokens could not be read. */
type Warn = (message: string) => void;

/** The lines of a file, read again when it has changed. */
export function tokensOfFile(file: string, warn: Warn): TokenSource {
  let known: { changedAt: number; tokens: readonly string[] } | undefined;
  return async () => {
    try {
      const { mtimeMs } = await stat(file);
      if (known?.changedAt !== mtimeMs) {
        known = { changedAt: mtimeMs, tokens: tokensIn(await readFile(file, 'utf8')) };
      }
      return known.tokens;
    } catch (cause) {
      const error =
        cause instanceof CasefileError
          ? cause
          : unreadable('The token file can not be read.', 'Check the path and its permissions.', cause);
      warn(error.message);
      throw error;
    }
  };
}

/**
 * The current and the previous version of a secret in Secrets Manager: during a rotation, both are valid. Each is a token,
 * or a JSON object with one text.
 * @param now epoch ms
 */
export function tokensOfSecret(
  secretId: string,
  { now, warn, aws = {} }: { now: () => number; warn: Warn; aws?: AwsOptions },
): TokenSource {
  let known: { readAt: number; tokens: readonly string[] } | undefined;
  let triedAt = -Infinity;
  let failed: CasefileError | undefined;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    triedAt = now();
    try {
      known = { readAt: triedAt, tokens: await tokensOfVersions(secretId, aws, warn) };
      failed = undefined;
    } catch (cause) {
      failed = cause instanceof CasefileError ? cause : secretUnreadable(cause);
      warn(failed.message);
    }
  }

  return async ({ fresh } = { fresh: false }) => {
    const due = known === undefined || fresh || now() - known.readAt >= SECRET_MS;
    // Whose token is known does not wait for what is read for a wrong one.
    if (due && (reading !== undefined || now() - triedAt >= RETRY_MS)) {
      reading ??= read().finally(() => (reading = undefined));
      await reading;
    }
    if (known !== undefined && now() - known.readAt < STAND_IN_MS) return known.tokens;
    throw failed ?? secretUnreadable();
  };
}

async function tokensOfVersions(secretId: string, aws: AwsOptions, warn: Warn): Promise<readonly string[]> {
  const { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } =
    await import('@aws-sdk/client-secrets-manager');
  // Requests wait for it.
  const client = new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    ...aws,
  });
  const version = async (VersionStage: string) =>
    (await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionStage }))).SecretString ?? '';
  try {
    const current = tokensIn(textOfSecret(await version('AWSCURRENT')));
    // There is none before the first rotation.
    const before = await version('AWSPREVIOUS').catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    });
    if (before === undefined) return current;
    const previous = previousIn(before);
    if (previous.length === 0)
      warn('The previous version of the secret holds no valid token, and counts for nothing.');
    return [...new Set([...current, ...previous])].slice(0, MAX_TOKENS);
  } finally {
    client.destroy();
  }
}

/** What was valid before the secret held tokens is of no matter. */
function previousIn(text: string): readonly string[] {
  try {
    return tokensIn(textOfSecret(text));
  } catch (error) {
    if (error instanceof CasefileError) return [];
    throw error;
  }
}

function tokensIn(text: string): readonly string[] {
  const tokens = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (tokens.length === 0 || tokens.length > MAX_TOKENS || !tokens.every((token) => TOKEN.test(token))) {
    throw unreadable(
      `It holds no valid token: one or two of at least ${MIN_TOKEN_CHARS} letters, digits and -._~+/= are needed.`,
      'Make one with: openssl rand -hex 32. Two lines are two valid tokens, for a change without a gap.',
    );
  }
  return tokens;
}

function secretUnreadable(cause?: unknown): CasefileError {
  return unreadable(
    'The secret with the token can not be read.',
    'It takes secretsmanager:GetSecretValue on it.',
    cause,
  );
}
