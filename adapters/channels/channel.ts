import type { SNSClient } from '@aws-sdk/client-sns';
import type * as z from 'zod';
import type { Publisher } from '../../core/ports.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import type { Check } from '../doctor/check.ts';

/** What a channel needs beside its settings. Clients are made only where they are used. */
export interface ChannelAccess {
  aws: AwsOptions;
  sns: () => SNSClient;
}

/** A right that a deployed stage needs to deliver. */
export interface DeliveryRight {
  action: string;
  /** A whole ARN, or the name of a parameter of the stage's own account and region. */
  on: { arn: string } | { parameter: string };
}

/** A channel as casefile.yml sets it up. */
export interface Channel {
  /** By which `channels:` and `--deliver` choose it. */
  name: string;
  publisher(access: ChannelAccess): Publisher;
  rights: readonly DeliveryRight[];
  checks(access: ChannelAccess): Check[];
  /** Why it works on somebody's machine only, and what to set instead. */
  undeployable?: { why: string; hint: string };
}

/** Everything that is known of a kind of channel: one file, and its lines in `channels.ts`. */
export interface ChannelKind<S extends z.ZodType> {
  name: string;
  settings: S;
  /** The setting as one line of YAML, for those who have none. */
  example: string;
  setUp(settings: z.infer<S>): Channel;
}
