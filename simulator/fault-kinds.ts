import * as z from 'zod';
import { MODEL_FAULTS } from './bedrock/model-faults.ts';

/** What an operation answers with status 200 and AWS never would. */
export const SPOILT = ['blank', 'garbage', 'truncated', 'html', 'wrong-types', 'nulls'] as const;
export type Spoilt = (typeof SPOILT)[number];

/** What any operation can do instead of answering as it should. `empty` may well be a true answer: lists without items. */
export const AWS_FAULTS = [
  'deny',
  'throttle',
  'hang',
  'error',
  'slow',
  'expired',
  'reset',
  'empty',
  ...SPOILT,
] as const;

/** What an operation does instead of answering; what a model does, only operations of Bedrock. */
export const FaultKind = z.enum([...AWS_FAULTS, ...MODEL_FAULTS]);
export type FaultKind = z.infer<typeof FaultKind>;

/** Those that are said of every `--fault`, in one place. */
export const FAULT_HELP =
  'deny, throttle, hang, slow, expired, error, reset (the connection), empty (no items), blank (no body), garbage, truncated, html, wrong-types or nulls; models (Converse, InvokeAgent, InvokeInlineAgent) also: lies, cut-off, refuses, malformed, times-out, breaks';
