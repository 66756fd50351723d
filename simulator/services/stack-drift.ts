import * as z from 'zod';
import { AwsFault, type Operation, page, parse } from '../answer.ts';
import { TextList } from '../form-input.ts';
import { stackId } from '../names.ts';
import { random, uuid } from '../random.ts';
import { type PropertyDifference, differences } from '../world/differences.ts';
import type { StackEvent } from '../world/happenings.ts';
import { resourceProperties } from '../world/resource-properties.ts';
import type { World } from '../world/world.ts';
import type { DriftOf } from './stacks.ts';
import { resourcesOf, stackNamed } from './told-stacks.ts';

interface Detection {
  id: string;
  stack: string;
  /** When it began, in data time. */
  t: number;
  /** How often its status was asked for. */
  asked: number;
  drifts: Drift[];
}

/** A resource that was checked. */
interface Drift {
  resource: StackEvent;
  t: number;
  expected: string;
  actual: string;
  differences: PropertyDifference[];
}

/** While data time stands still, a detection says so often that it is in progress. */
const IN_PROGRESS_ANSWERS = 2;

/** Others refuse: something is still done to the stack, or it was never made. */
const CHECKED_IN = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
];

const DetectInput = z.looseObject({ StackName: z.string(), LogicalResourceIds: TextList });
const StatusInput = z.looseObject({ StackDriftDetectionId: z.string() });
const DriftsInput = z.looseObject({
  StackName: z.string(),
  StackResourceDriftStatusFilters: TextList,
  MaxResults: z.coerce.number().int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

export interface StackDrift {
  operations: Record<
    'DetectStackDrift' | 'DescribeStackDriftDetectionStatus' | 'DescribeStackResourceDrifts',
    Operation
  >;
  ofStack: DriftOf;
  ofResource: (event: StackEvent, now: number) => object;
}

/** Detections, and what they found, live as long as the process. */
export function stackDrift(): StackDrift {
  const detections: Detection[] = [];

  /** By what is complete at `now`, the newest of each resource. */
  const known = (stack: string, now: number): Drift[] => {
    const newest = new Map<string, Drift>();
    for (const detection of detections) {
      if (detection.stack !== stack || !isComplete(detection, now)) continue;
      for (const drift of detection.drifts) newest.set(drift.resource.logicalId, drift);
    }
    return [...newest.values()];
  };

  const detectStackDrift: Operation = ({ world }, { input, now }) => {
    const { StackName, LogicalResourceIds } = parse(DetectInput, input, 'ValidationError');
    const stack = stackNamed(world, StackName, now, `Stack [${StackName}] does not exist`);
    if (!CHECKED_IN.includes(stack.status)) {
      const message = `Drift detection is not possible for stack [${stack.id}] in status [${stack.status}]`;
      throw new AwsFault('ValidationError', message);
    }
    if (detections.some((one) => one.stack === stack.name && !isComplete(one, now))) {
      const message = `Drift detection is already in progress for stack [${stack.id}]`;
      throw new AwsFault('ValidationError', message);
    }
    const resources = resourcesOf(stack);
    const unknown = LogicalResourceIds.find((id) => !resources.some(({ logicalId }) => logicalId === id));
    if (unknown !== undefined) {
      const message = `Resource ${unknown} does not exist for stack ${stack.name}`;
      throw new AwsFault('ValidationError', message);
    }
    const { seed } = world.scenario;
    const detection: Detection = {
      id: uuid(random(seed, 'drift', stack.name, detections.length, now - world.start)),
      stack: stack.name,
      t: now,
      asked: 0,
      drifts: resources
        .filter(isChecked)
        .filter(({ logicalId }) => LogicalResourceIds.length === 0 || LogicalResourceIds.includes(logicalId))
        .map((resource) => driftOf(world, resource, now)),
    };
    detections.push(detection);
    return { StackDriftDetectionId: detection.id };
  };

  const describeStackDriftDetectionStatus: Operation = ({ world }, { input, now }) => {
    const { StackDriftDetectionId: id } = parse(StatusInput, input, 'ValidationError');
    const detection = detections.find((one) => one.id === id);
    if (detection === undefined) {
      throw new AwsFault('ValidationError', `Drift detection [${id}] does not exist`);
    }
    detection.asked++;
    const told = {
      StackId: stackId(world.scenario, detection.stack),
      StackDriftDetectionId: id,
      Timestamp: new Date(detection.t).toISOString(),
    };
    if (!isComplete(detection, now)) {
      return { ...told, DetectionStatus: 'DETECTION_IN_PROGRESS', DetectionStatusReason: 'User Initiated' };
    }
    const drifted = detection.drifts.filter(isModified).length;
    return {
      ...told,
      DetectionStatus: 'DETECTION_COMPLETE',
      StackDriftStatus: drifted > 0 ? 'DRIFTED' : 'IN_SYNC',
      DriftedStackResourceCount: drifted,
    };
  };

  const describeStackResourceDrifts: Operation = ({ world }, { input, now, pageSize }) => {
    const {
      StackName,
      StackResourceDriftStatusFilters: statuses,
      MaxResults,
      NextToken,
    } = parse(DriftsInput, input, 'ValidationError');
    const stack = stackNamed(world, StackName, now, `Stack [${StackName}] does not exist`);
    const all = known(stack.name, now)
      .map((drift) => answerOf(stack.id, drift))
      .filter((one) => statuses.length === 0 || statuses.includes(one.StackResourceDriftStatus));
    const { items, next } = page(all, NextToken, pageSize ?? MaxResults, 'ValidationError');
    return { StackResourceDrifts: items, ...(next !== undefined && { NextToken: next }) };
  };

  return {
    operations: {
      DescribeStackDriftDetectionStatus: describeStackDriftDetectionStatus,
      DescribeStackResourceDrifts: describeStackResourceDrifts,
      DetectStackDrift: detectStackDrift,
    },
    ofStack(stack, now) {
      const drifts = known(stack, now);
      if (!detections.some((one) => one.stack === stack && isComplete(one, now))) {
        return { StackDriftStatus: 'NOT_CHECKED' };
      }
      const last = Math.max(...detections.filter((one) => one.stack === stack).map(({ t }) => t));
      return {
        StackDriftStatus: drifts.some(isModified) ? 'DRIFTED' : 'IN_SYNC',
        LastCheckTimestamp: new Date(last).toISOString(),
      };
    },
    ofResource({ stack, logicalId }, now) {
      const drift = known(stack, now).find(({ resource }) => resource.logicalId === logicalId);
      if (drift === undefined) return { StackResourceDriftStatus: 'NOT_CHECKED' };
      return {
        StackResourceDriftStatus: isModified(drift) ? 'MODIFIED' : 'IN_SYNC',
        LastCheckTimestamp: new Date(drift.t).toISOString(),
      };
    },
  };
}

function isComplete({ t, asked }: Detection, now: number): boolean {
  return now > t || asked > IN_PROGRESS_ANSWERS;
}

function isModified(drift: Drift): boolean {
  return drift.differences.length > 0;
}

/** Stacks in stacks and custom resources are not looked at, nor what was never made. */
function isChecked({ type, physicalId }: StackEvent): boolean {
  return physicalId !== '' && !/^(?:Custom::|AWS::CloudFormation::)/.test(type);
}

function driftOf(world: World, resource: StackEvent, t: number): Drift {
  const { expected, actual } = resourceProperties(world, resource, t);
  const set = Object.entries(actual).filter(([name]) => Object.hasOwn(expected, name));
  return {
    resource,
    t,
    expected: JSON.stringify(expected),
    actual: JSON.stringify(Object.fromEntries(set)),
    differences: differences(expected, actual),
  };
}

function answerOf(id: string, drift: Drift) {
  const { resource, t, expected, actual } = drift;
  return {
    StackId: id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    // Of some resources the scenario knows no properties: nothing is made up.
    ...(expected !== '{}' && { ExpectedProperties: expected, ActualProperties: actual }),
    PropertyDifferences: drift.differences,
    StackResourceDriftStatus: isModified(drift) ? 'MODIFIED' : 'IN_SYNC',
    Timestamp: new Date(t).toISOString(),
  };
}
