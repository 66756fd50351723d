import * as z from 'zod';
import { AwsFault, type Operation, type Service, page, parse } from '../answer.ts';
import type { Identity } from '../language/values.ts';
import type { TrailEvent } from '../world/happenings.ts';

const KEYS = [
  'EventId',
  'EventName',
  'ReadOnly',
  'Username',
  'ResourceType',
  'ResourceName',
  'EventSource',
  'AccessKeyId',
] as const;

const LookupEventsInput = z.looseObject({
  LookupAttributes: z
    .array(z.looseObject({ AttributeKey: z.string(), AttributeValue: z.string() }))
    .default([]),
  StartTime: z.number().default(0),
  EndTime: z.number().default(Infinity),
  MaxResults: z.number().int().default(50),
  NextToken: z.string().optional(),
});

const DAYS_KEPT = 90;

/** A region tells only of its own calls, newest first. */
const lookupEvents: Operation = ({ world }, { input, now, region, pageSize }) => {
  const { LookupAttributes, StartTime, EndTime, MaxResults, NextToken } = parse(LookupEventsInput, input);
  if (MaxResults < 1 || MaxResults > 50) {
    throw new AwsFault('InvalidMaxResultsException', 'The maximum number of results must be from 1 to 50.');
  }
  if (StartTime > EndTime) {
    throw new AwsFault('InvalidTimeRangeException', 'The start time is after the end time.');
  }
  if (LookupAttributes.length > 1) {
    throw new AwsFault('InvalidLookupAttributesException', 'Only one lookup attribute is possible.');
  }
  const [attribute] = LookupAttributes;
  const key = KEYS.find((known) => known === attribute?.AttributeKey);
  if (attribute !== undefined && key === undefined) {
    throw new AwsFault('InvalidLookupAttributesException', `${attribute.AttributeKey} is no attribute.`);
  }
  const { account } = world.scenario;
  const events = world.trail
    .filter(
      (event) =>
        event.region === region &&
        StartTime <= secondOf(event) &&
        secondOf(event) <= EndTime &&
        event.toldAt <= now &&
        event.t >= now - DAYS_KEPT * 86_400_000 &&
        (key === undefined || fits(event, key, attribute?.AttributeValue ?? '')),
    )
    .toReversed();
  const { items, next } = page(events, NextToken, pageSize ?? MaxResults, 'InvalidNextTokenException');
  return {
    Events: items.map((event) => ({
      EventId: event.id,
      EventName: event.name,
      EventTime: secondOf(event),
      EventSource: event.source,
      ReadOnly: String(event.readOnly),
      Username: userOf(event.by),
      Resources: event.resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
      CloudTrailEvent: JSON.stringify(recordOf(event, account)),
    })),
    ...(next !== undefined && { NextToken: next }),
  };
};

/** CloudTrail knows whole seconds only. */
function secondOf({ t }: TrailEvent): number {
  return Math.floor(t / 1_000);
}

function fits(event: TrailEvent, key: (typeof KEYS)[number], value: string): boolean {
  switch (key) {
    case 'EventId':
      return event.id === value;
    case 'EventName':
      return event.name === value;
    case 'ReadOnly':
      return String(event.readOnly) === value;
    case 'Username':
      return userOf(event.by) === value;
    case 'ResourceType':
      return event.resources.some(({ type }) => type === value);
    case 'ResourceName':
      return event.resources.some(({ name }) => name === value);
    case 'EventSource':
      return event.source === value;
    case 'AccessKeyId':
      return false;
  }
}

function userOf(by: Identity): string {
  if (typeof by === 'string') return by.split('/')[1] ?? by;
  if ('user' in by) return by.user;
  return 'service' in by ? by.service : 'root';
}

function recordOf(event: TrailEvent, accountId: string) {
  return {
    eventVersion: '1.09',
    userIdentity: identityOf(event.by, accountId),
    eventTime: `${new Date(event.t).toISOString().slice(0, 19)}Z`,
    eventSource: event.source,
    eventName: event.name,
    awsRegion: event.region,
    ...(event.error && { errorCode: event.error.code, errorMessage: event.error.message }),
    requestParameters: event.request,
    responseElements: event.error === undefined ? event.response : null,
    readOnly: event.readOnly,
    eventID: event.id,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: 'Management',
  };
}

function identityOf(by: Identity, accountId: string) {
  if (typeof by === 'string') {
    return { type: 'AssumedRole', arn: `arn:aws:sts::${accountId}:assumed-role/${by}`, accountId };
  }
  if ('user' in by) {
    return {
      type: 'IAMUser',
      arn: `arn:aws:iam::${accountId}:user/${by.user}`,
      accountId,
      userName: by.user,
    };
  }
  if ('service' in by) return { type: 'AWSService', invokedBy: by.service };
  return { type: 'Root', arn: `arn:aws:iam::${accountId}:root`, accountId };
}

export const cloudtrail: Service = {
  name: 'cloudtrail',
  protocol: 'json',
  target: 'CloudTrail_20131101',
  operations: { LookupEvents: lookupEvents },
};
