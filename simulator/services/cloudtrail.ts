import * as z from 'zod';
import { AwsFault, type Operation, type Service, parse } from '../answer.ts';

const LookupEventsInput = z.looseObject({
  LookupAttributes: z
    .array(z.looseObject({ AttributeKey: z.string(), AttributeValue: z.string() }))
    .max(1)
    .default([]),
  StartTime: z.number().default(0),
  EndTime: z.number().default(Infinity),
  MaxResults: z.number().int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
});

/** A region tells only of its own calls. */
const lookupEvents: Operation = (world, { input, now, region }) => {
  const {
    LookupAttributes,
    StartTime,
    EndTime,
    MaxResults,
    NextToken = '0',
  } = parse(LookupEventsInput, input);
  const [attribute] = LookupAttributes;
  if (attribute !== undefined && attribute.AttributeKey !== 'ResourceName') {
    throw new AwsFault('InvalidLookupAttributesException', 'Only ResourceName is simulated.');
  }
  const { scenario } = world;
  const events =
    region === scenario.region
      ? world
          .trail(StartTime * 1_000, EndTime * 1_000, now)
          .filter(
            ({ resources }) =>
              attribute === undefined || resources.some(({ name }) => name === attribute.AttributeValue),
          )
      : [];
  const from = Number(NextToken);
  return {
    Events: events.slice(from, from + MaxResults).map((event) => ({
      EventId: event.id,
      EventName: event.name,
      // CloudTrail rounds to whole seconds.
      EventTime: Math.floor(event.t / 1_000),
      EventSource: event.source,
      ReadOnly: 'false',
      Username: event.by.split('/')[1] ?? event.by,
      Resources: event.resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
      CloudTrailEvent: JSON.stringify({
        eventVersion: '1.09',
        userIdentity: {
          type: 'AssumedRole',
          arn: `arn:aws:sts::${scenario.account}:assumed-role/${event.by}`,
          accountId: scenario.account,
        },
        eventTime: `${new Date(event.t).toISOString().slice(0, 19)}Z`,
        eventSource: event.source,
        eventName: event.name,
        awsRegion: scenario.region,
        requestParameters: event.request,
        responseElements: event.response,
        readOnly: false,
        eventID: event.id,
        eventType: 'AwsApiCall',
        managementEvent: true,
        recipientAccountId: scenario.account,
        eventCategory: 'Management',
      }),
    })),
    ...(from + MaxResults < events.length && { NextToken: String(from + MaxResults) }),
  };
};

export const cloudtrail: Service = {
  name: 'cloudtrail',
  protocol: 'json',
  target: 'CloudTrail_20131101',
  operations: { LookupEvents: lookupEvents },
};
