import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { clipClean } from '../../../core/clean/clip-clean.ts';
import { isoOf } from '../../server-kit/times.ts';
import { entityOfArn } from '../../../core/catalogue/arns.ts';

/** These ARNs leave out neither account nor region. */
const NOWHERE = { account: '', region: '' };
const MAX_REASON_CHARS = 500;

/** What feeds a function from a queue or stream, and whether it does. */
export const Mapping = z.strictObject({
  id: z.string(),
  function: z.string(),
  source: z.strictObject({ type: z.string(), id: z.string() }).exactOptional(),
  sourceArn: z.string().exactOptional(),
  state: z.string(),
  stateReason: z.string().exactOptional(),
  lastResult: z.string().exactOptional(),
  lastModified: z.string().exactOptional(),
  batchSize: z.number().exactOptional(),
});
type Mapping = z.infer<typeof Mapping>;

export function mappingOf(mapping: EventSourceMappingConfiguration): Mapping {
  const { EventSourceArn: arn, StateTransitionReason: reason, LastProcessingResult: result } = mapping;
  const source = arn === undefined ? undefined : entityOfArn(arn, NOWHERE);
  return {
    id: mapping.UUID ?? '',
    function: entityOfArn(mapping.FunctionArn ?? '', NOWHERE)?.id ?? '',
    ...(source && { source: { type: source.type, id: source.id } }),
    ...(arn !== undefined && { sourceArn: arn }),
    state: mapping.State ?? '',
    ...(reason !== undefined && { stateReason: clipClean(reason, MAX_REASON_CHARS) }),
    ...(result !== undefined && { lastResult: clipClean(result, MAX_REASON_CHARS) }),
    ...(mapping.LastModified && { lastModified: isoOf(mapping.LastModified) }),
    ...(mapping.BatchSize !== undefined && { batchSize: mapping.BatchSize }),
  };
}
