import { SNSClient } from '@aws-sdk/client-sns';

/** The SDK waits for ever; a function that publishes has other things to write before it ends. */
const TIMEOUT_MS = 8_000;

export function snsClient(region: string): SNSClient {
  return new SNSClient({
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: TIMEOUT_MS, throwOnRequestTimeout: true },
  });
}
