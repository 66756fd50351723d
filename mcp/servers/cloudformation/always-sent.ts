import * as z from 'zod';
import type { AlwaysSent } from '../../server-kit/always-sent.ts';

const text = z.string();
/** In XML every value is text: of a status only its words tell it from another. */
const status = z.string().regex(/^[A-Z_]+$/, 'no status');

/** Of CloudFormation. */
export const CLOUDFORMATION_SENDS: AlwaysSent = {
  DescribeEvents: z.looseObject({
    OperationEvents: z.array(z.looseObject({ EventId: text, Timestamp: z.date() })),
  }),
  DescribeStackDriftDetectionStatus: z.looseObject({ StackId: text, DetectionStatus: status }),
  DescribeStackEvents: z.looseObject({
    StackEvents: z.array(z.looseObject({ StackId: text, Timestamp: z.date(), ResourceStatus: status })),
  }),
  DescribeStackResourceDrifts: z.looseObject({
    StackResourceDrifts: z.array(z.looseObject({ StackResourceDriftStatus: status })),
  }),
  DescribeStackResources: z.looseObject({
    StackResources: z.array(z.looseObject({ LogicalResourceId: text, ResourceType: text })),
  }),
  DescribeStacks: z.looseObject({
    Stacks: z.array(z.looseObject({ StackName: text, StackStatus: status, CreationTime: z.date() })),
  }),
  DetectStackDrift: z.looseObject({ StackDriftDetectionId: text }),
  ListStackResources: z.looseObject({
    StackResourceSummaries: z.array(
      z.looseObject({ LogicalResourceId: text, ResourceType: text, ResourceStatus: status }),
    ),
  }),
  ListStacks: z.looseObject({
    StackSummaries: z.array(z.looseObject({ StackName: text, StackStatus: status, CreationTime: z.date() })),
  }),
};

/** Of CloudTrail. */
export const CLOUDTRAIL_SENDS: AlwaysSent = {
  LookupEvents: z.looseObject({
    Events: z.array(
      z.looseObject({
        EventId: text,
        EventName: text,
        EventTime: z.date(),
        Resources: z.array(z.looseObject({ ResourceName: text.optional() })).optional(),
      }),
    ),
  }),
};

/** Of AWS Health, which calls an operation as CloudFormation does. */
export const HEALTH_SENDS: AlwaysSent = {
  DescribeEvents: z.looseObject({
    events: z.array(
      z.looseObject({ service: text, eventTypeCode: text, statusCode: text, startTime: z.date() }),
    ),
  }),
};
