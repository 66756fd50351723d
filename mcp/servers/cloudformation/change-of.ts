import * as z from 'zod';
import { requestParameters } from './request-parameters.ts';

export const ChangeEvent = z.strictObject({
  t: z.string(),
  name: z.string(),
  source: z.string(),
  by: z.string(),
  region: z.string(),
  resources: z.array(z.string()),
  version: z.string().exactOptional(),
  // Without a bound, zod would write the three as one list of types, which dialects of some models don't know.
  request: z.record(z.string(), z.union([z.string().max(1_000), z.number(), z.boolean()])),
  failed: z.boolean(),
});
export type ChangeEvent = z.infer<typeof ChangeEvent>;

/** The parts of a CloudTrail record that are read; the rest of it is not passed on. */
const Trail = z.looseObject({
  userIdentity: z
    .looseObject({
      type: z.string().optional(),
      arn: z.string().optional(),
      invokedBy: z.string().optional(),
    })
    .optional(),
  errorCode: z.string().optional(),
  requestParameters: z.unknown().optional(),
  responseElements: z.looseObject({ version: z.string().optional() }).nullish(),
});

/** An event as LookupEvents tells it, whoever asked. */
export interface TrailEvent {
  t: string;
  name: string | undefined;
  source: string | undefined;
  /** CloudTrail's own text, `true` or `false`. */
  readOnly: string | undefined;
  username: string | undefined;
  /** Names or ARNs. */
  resources: readonly (string | undefined)[];
  /** The region that was asked. */
  region: string;
  /** What its JSON text says. */
  record: unknown;
}

/** The call, if it writes, with what it set as far as that may be told. */
export function changeOf(event: TrailEvent): ChangeEvent | undefined {
  if (event.readOnly === 'true') return undefined;
  const trail = Trail.safeParse(event.record).data ?? {};
  const version = trail.responseElements?.version;
  return {
    t: event.t,
    name: event.name ?? '',
    source: event.source ?? '',
    by: whoOf(trail, event.username),
    region: event.region,
    resources: [...new Set(event.resources.flatMap((name) => name || []))],
    ...(version !== undefined && /^\d+$/.test(version) && { version }),
    request: requestParameters(trail.requestParameters),
    failed: trail.errorCode !== undefined,
  };
}

/** `Deploy/pipeline` for an assumed role and its session, the user name, or the service that called. */
function whoOf({ userIdentity }: z.infer<typeof Trail>, username: string | undefined): string {
  const arn = userIdentity?.arn ?? '';
  const role = /:assumed-role\/(.+)$/.exec(arn)?.[1];
  return role ?? userIdentity?.invokedBy ?? username ?? (arn === '' ? 'somebody' : arn);
}
