import * as z from 'zod';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { Instant } from './awslabs-said.ts';
import { type Bind, bind, readAs } from '../reader.ts';

/** An operation's own events have no resource. */
const Event = z.looseObject({
  Timestamp: Instant,
  LogicalResourceId: z.string().default(''),
  PhysicalResourceId: z.string().default(''),
  ResourceType: z.string().default(''),
  ResourceStatus: z.string().optional(),
  ResourceStatusReason: z.string().optional(),
  EventType: z.string().default(''),
});

const Troubleshot = z.looseObject({
  raw_data: z.looseObject({ cloudformation_events: z.array(Event) }),
});

/** Only what failed, and of that the first page: what succeeded is not told, so that absence proves nothing. */
export const stackEvents: Bind = bind(capabilities['stack.events'].args, {
  next({ stack }, results, region) {
    if (results.length > 0) return undefined;
    return {
      tool: 'troubleshoot_cloudformation_deployment',
      args: { stack_name: stack, region, include_cloudtrail: false },
    };
  },
  read({ from, to }, [result]) {
    return readAs(
      Troubleshot.transform(({ raw_data: { cloudformation_events: events } }) => ({
        events: events
          .filter(({ Timestamp: t }) => t >= from && t < to)
          .map((event) => ({
            t: event.Timestamp,
            logicalId: event.LogicalResourceId,
            physicalId: event.PhysicalResourceId,
            type: event.ResourceType,
            status: event.ResourceStatus ?? event.EventType,
            ...(event.ResourceStatusReason !== undefined && { reason: event.ResourceStatusReason }),
          }))
          .sort((a, b) => (a.t < b.t ? -1 : 1)),
        truncated: true,
      })),
      result,
    );
  },
});
