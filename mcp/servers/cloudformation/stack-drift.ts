import {
  type CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { readPages } from '../../server-kit/read-pages.ts';
import { type Tool, defineTool, readOnly } from '../../server-kit/tool.ts';
import { ToolError } from '../../server-kit/tool-error.ts';
import { stackError } from './no-stack.ts';

/** AWS gives 100 a page; a stack has 500 resources at most. */
const MAX_PAGES = 5;
const MAX_PATHS = 20;

const Drifted = z.strictObject({
  logicalId: z.string(),
  id: z.string(),
  type: z.string(),
  status: z.string(),
  /** Paths of the properties that differ, and how. Values may be secrets. */
  differences: z.array(z.string()),
});

/**
 * Drift as a job: start it, and ask for it until it is done.
 * @param once a client that asks once
 * @param allowed it starts work, and writes the result onto the stack
 */
export function stackDrift(
  client: CloudFormationClient,
  once: CloudFormationClient,
  allowed: boolean,
): Tool[] {
  const detect = defineTool({
    name: 'detect_stack_drift',
    description:
      "STARTS WORK: compares a stack's resources with its template, which takes minutes and writes the result onto the stack; returns an id for get_drift_status. Off unless the server was started with --allow-drift-detection. describe_stack has the last known drift.",
    annotations: { ...readOnly('Detect stack drift'), readOnlyHint: false, idempotentHint: false },
    timeoutMs: 7_000,
    input: z.strictObject({ stack: z.string().min(1).max(1_024).describe('Name or ARN') }),
    output: z.strictObject({ detectionId: z.string() }),
    async run({ stack }, { signal, note }) {
      if (!allowed) throw notAllowed(stack);
      const command = new DetectStackDriftCommand({ StackName: stack });
      const { StackDriftDetectionId: id } = note(
        await once.send(command, { abortSignal: signal }).catch((error: unknown) => {
          throw isRunning(error) ? alreadyRunning(stack, error) : stackError(stack, error);
        }),
      );
      return { detectionId: id ?? '' };
    },
  });

  const status = defineTool({
    name: 'get_drift_status',
    description:
      'Whether a drift detection is done, and which resources differ from the template; after DETECTION_FAILED, of those that could be checked. Ask again while the status is DETECTION_IN_PROGRESS.',
    annotations: readOnly('Get drift status'),
    timeoutMs: 9_000,
    input: z.strictObject({ detectionId: z.string().min(1).max(36) }),
    output: z.strictObject({
      status: z.string(),
      reason: z.string().exactOptional(),
      drift: z.string().exactOptional(),
      resources: z.array(Drifted),
      showing: z.string().exactOptional(),
    }),
    async run({ detectionId }, context) {
      const { signal, note } = context;
      const ask = new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: detectionId });
      const job = note(
        await client.send(ask, { abortSignal: signal }).catch((error: unknown) => {
          throw detectionError(detectionId, error);
        }),
      );
      const { DetectionStatus, DetectionStatusReason: reason, StackDriftStatus: drift, StackId } = job;
      // One that failed did so for some resources; AWS has what it found of the others, and counts none.
      const found =
        DetectionStatus === 'DETECTION_FAILED' ||
        (DetectionStatus === 'DETECTION_COMPLETE' && drift === 'DRIFTED');
      const { items, partial } = found
        ? await readPages({ of: 'resources', maxPages: MAX_PAGES, context }, async (token) => {
            const command = new DescribeStackResourceDriftsCommand({
              StackName: StackId,
              StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
              NextToken: token,
            });
            const { StackResourceDrifts = [], NextToken: next } = note(
              await client.send(command, { abortSignal: signal }),
            );
            return { items: StackResourceDrifts.filter((one) => isOf(job, one)).map(driftOf), next };
          })
        : { items: [], partial: undefined };
      return {
        status: DetectionStatus ?? '',
        ...(reason && { reason }),
        ...(drift && { drift }),
        resources: items,
        ...(partial !== undefined && { showing: partial }),
      };
    },
  });
  return [detect, status];
}

/** Of a resource that could not be checked, AWS tells what an older detection found. */
function isOf({ Timestamp: began }: { Timestamp: Date | undefined }, { Timestamp: t }: StackResourceDrift) {
  return began === undefined || t === undefined || t >= began;
}

function driftOf(drift: StackResourceDrift): z.infer<typeof Drifted> {
  return {
    logicalId: drift.LogicalResourceId ?? '',
    id: drift.PhysicalResourceId ?? '',
    type: drift.ResourceType ?? '',
    status: drift.StackResourceDriftStatus ?? '',
    differences: (drift.PropertyDifferences ?? [])
      .slice(0, MAX_PATHS)
      .map(({ PropertyPath = '', DifferenceType = '' }) => `${PropertyPath} ${DifferenceType}`),
  };
}

/** The id is all that can be invalid of this question. */
function detectionError(id: string, error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'ValidationError') return error;
  return new ToolError(
    {
      code: 'NotFound',
      message: `There is no drift detection ${id} in this region.`,
      hint: 'Pass the id that detect_stack_drift returned; AWS does not keep old ones. describe_stack has the last known drift.',
      retryable: false,
    },
    error,
  );
}

/** CloudFormation answers `ValidationError: Drift detection is already in progress for stack [<id>]`. */
function isRunning(error: unknown): boolean {
  return (
    error instanceof Error && error.name === 'ValidationError' && /already in progress/.test(error.message)
  );
}

function alreadyRunning(stack: string, error: unknown): ToolError {
  return new ToolError(
    {
      code: 'AwsError',
      message: `A drift detection of ${stack} is already running.`,
      hint: 'Start another one some minutes later, or look at the result of this one with describe_stack.',
      retryable: true,
    },
    error,
  );
}

function notAllowed(stack: string): ToolError {
  return new ToolError({
    code: 'NotAllowed',
    message: `This server may not start a drift detection of ${stack}.`,
    hint: 'Start it with --allow-drift-detection and a role that has cloudformation:DetectStackDrift; describe_stack has the last known drift.',
    retryable: false,
  });
}
