import * as z from 'zod';
import { type Config, parseConfig } from '../../adapters/config/config.ts';

/** What a deployed function is told by its environment; serverless.yml sets it, from casefile.yml and the stack. */
const Environment = z.object({
  AWS_REGION: z.string(),
  CASEFILE_CONFIG: z.string().default('{}'),
  CASEFILE_BUCKET: z.string().optional(),
  CASEFILE_TOPIC: z.string().optional(),
  CASEFILE_FAILURES_TOPIC: z.string().optional(),
  CASEFILE_STATE_MACHINE: z.string().optional(),
});

export interface Deployed {
  region: string;
  config: Config;
  bucket: string | undefined;
  topic: string | undefined;
  failuresTopic: string | undefined;
  stateMachine: string | undefined;
}

/** The only place in deployed code that reads the environment. @throws CasefileError `ConfigInvalid` */
export function environment(): Deployed {
  const env = Environment.parse(process.env);
  return {
    region: env.AWS_REGION,
    config: parseConfig(JSON.parse(env.CASEFILE_CONFIG), 'CASEFILE_CONFIG'),
    bucket: env.CASEFILE_BUCKET,
    topic: env.CASEFILE_TOPIC,
    failuresTopic: env.CASEFILE_FAILURES_TOPIC,
    stateMachine: env.CASEFILE_STATE_MACHINE,
  };
}

/** A variable that serverless.yml sets for this function. */
export function given(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}
