import { readFile, stat } from 'node:fs/promises';
import { CasefileError } from '../core/errors.ts';
import type { AwsOptions } from '../mcp/server-kit/aws-options.ts';
import { MIN_TOKEN_CHARS, type TokenSource } from '../mcp/server-kit/bearer-tokens.ts';

/** While one token replaces the other, both are valid. */
const MAX_TOKENS = 2;
/** A secret is read again after so long. */
const SECRET_MS = 60_000;

/** The lines of a file, read again when it has changed. */
export function tokensOfFile(file: string): TokenSource {
  let known: { changedAt: number; tokens: readonly string[] } | undefined;
  return async () => {
    try {
      const { mtimeMs } = await stat(file);
      if (known?.changedAt !== mtimeMs) {
        known = { changedAt: mtimeMs, tokens: tokensIn(await readFile(file, 'utf8')) };
      }
      return known.tokens;
    } catch (cause) {
      if (cause instanceof CasefileError) throw cause;
      throw unreadable('The token file can not be read.', 'Check the path and its permissions.', cause);
    }
  };
}

/**
 * The current and the previous version of a secret in Secrets Manager: during a rotation, both are valid.
 * @param now epoch ms
 */
export function tokensOfSecret(secretId: string, now: () => number, aws: AwsOptions = {}): TokenSource {
  let known: { readAt: number; tokens: readonly string[] } | undefined;
  return async () => {
    if (known !== undefined && now() - known.readAt < SECRET_MS) return known.tokens;
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(aws);
    const version = async (VersionStage: string) => {
      const { SecretString } = await client.send(
        new GetSecretValueCommand({ SecretId: secretId, VersionStage }),
      );
      return SecretString ?? '';
    };
    try {
      const current = await version('AWSCURRENT');
      // There is none before the first rotation.
      const previous = await version('AWSPREVIOUS').catch(() => '');
      known = { readAt: now(), tokens: tokensIn(`${current}\n${previous}`) };
      return known.tokens;
    } catch (cause) {
      // What was valid a minute ago stands in while Secrets Manager does not answer.
      if (known !== undefined) return known.tokens;
      if (cause instanceof CasefileError) throw cause;
      throw unreadable(
        'The secret with the token can not be read.',
        'It takes secretsmanager:GetSecretValue on it.',
        cause,
      );
    } finally {
      client.destroy();
    }
  };
}

function tokensIn(text: string): readonly string[] {
  const tokens = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (
    tokens.length === 0 ||
    tokens.length > MAX_TOKENS ||
    tokens.some((token) => token.length < MIN_TOKEN_CHARS)
  ) {
    throw unreadable(
      `It holds no valid token: one or two of at least ${MIN_TOKEN_CHARS} characters are needed.`,
      'Make one with: openssl rand -hex 32. Two lines are two valid tokens, for a change without a gap.',
    );
  }
  return tokens;
}

function unreadable(message: string, hint: string, cause?: unknown): CasefileError {
  return new CasefileError('TokenUnreadable', message, { hint, cause });
}
