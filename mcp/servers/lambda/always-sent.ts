import * as z from 'zod';
import type { AlwaysSent } from '../../server-kit/always-sent.ts';

const text = z.string();

const Configuration = {
  FunctionName: text,
  FunctionArn: text,
  LastModified: text,
  CodeSha256: text,
  Timeout: z.number(),
  MemorySize: z.number(),
  Role: text.optional(),
  Layers: z.array(z.looseObject({})).optional(),
  Environment: z.looseObject({ Variables: z.record(text, text).optional() }).optional(),
};

/** Of Lambda. */
export const LAMBDA_SENDS: AlwaysSent = {
  GetAccountSettings: z.looseObject({
    AccountLimit: z.looseObject({
      ConcurrentExecutions: z.number(),
      UnreservedConcurrentExecutions: z.number(),
    }),
  }),
  // Where nothing is reserved, there is nothing in it.
  GetFunctionConcurrency: z.looseObject({ ReservedConcurrentExecutions: z.number().optional() }),
  GetFunctionConfiguration: z.looseObject(Configuration),
  Invoke: z.looseObject({ StatusCode: z.number() }),
  ListAliases: z.looseObject({
    Aliases: z.array(z.looseObject({ Name: text, FunctionVersion: text })),
  }),
  ListEventSourceMappings: z.looseObject({
    EventSourceMappings: z.array(
      z.looseObject({
        UUID: text,
        FunctionArn: text,
        State: text,
        EventSourceArn: text.optional(),
        LastModified: z.date().optional(),
      }),
    ),
  }),
  ListFunctions: z.looseObject({
    Functions: z.array(z.looseObject({ FunctionName: text, LastModified: text })),
  }),
  ListVersionsByFunction: z.looseObject({
    Versions: z.array(z.looseObject({ ...Configuration, Version: text })),
  }),
};
