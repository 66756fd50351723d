import * as z from 'zod';
import { type AwsRequest, type Operation, parse } from '../answer.ts';
import { EventStream, type StreamMessage } from '../event-stream.ts';
import { isId } from './ids.ts';
import { checkModelId } from './model-ids.ts';
import { modelAnswer, tokensOf } from './model.ts';

const Turn = z.looseObject({
  sessionId: z.string().regex(/^[0-9a-zA-Z._:-]{2,100}$/),
  inputText: z.string().default(''),
  enableTrace: z.boolean().default(false),
  guardrailConfiguration: z.looseObject({}).optional(),
});
type Turn = z.infer<typeof Turn>;

const Inline = Turn.extend({ foundationModel: z.string(), instruction: z.string().min(40) });
const Named = Turn.extend({ agentId: z.string(), agentAliasId: z.string() });

export const invokeInlineAgent: Operation = (_account, request) => {
  const turn = parse(Inline, request.input);
  checkModelId(turn.foundationModel, request.region);
  return completion(turn, request);
};

/** An agent that does not exist is told in the stream, after the 200. */
export const invokeAgent: Operation = (_account, request) => {
  const turn = parse(Named, request.input);
  if (isId(turn.agentId) && isId(turn.agentAliasId)) return completion(turn, request);
  const message =
    "Failed to retrieve resource because it doesn't exist. Retry the request with a different resource identifier.";
  return streamOf(turn, [exception('resourceNotFoundException', message)]);
};

function completion(turn: Turn, { fault }: AwsRequest): EventStream {
  const { inputText, sessionId, enableTrace, guardrailConfiguration } = turn;
  const guarded = guardrailConfiguration !== undefined;
  const { text, stopReason } = modelAnswer({ text: inputText, fault, guarded });
  const usage = { inputTokens: tokensOf(inputText), outputTokens: tokensOf(text) };
  const trace =
    stopReason === 'guardrail_intervened'
      ? { guardrailTrace: { action: 'INTERVENED' } }
      : { orchestrationTrace: { modelInvocationOutput: { metadata: { usage } } } };
  const chunks = piecesOf(Buffer.from(text)).map((piece) => {
    const body = { bytes: piece.toString('base64') };
    return { kind: 'event', type: 'chunk', body } satisfies StreamMessage;
  });
  const rateTooHigh = 'Your request rate is too high. Reduce the frequency of requests.';
  return streamOf(turn, [
    ...(enableTrace ? [{ kind: 'event', type: 'trace', body: { sessionId, trace } } as const] : []),
    ...(fault === 'breaks' ? [...chunks.slice(0, 1), exception('throttlingException', rateTooHigh)] : chunks),
  ]);
}

/**
 * Two or three pieces, cut in the middle of a character where one has more than a byte: what AWS cuts is not promised to
 * be text.
 */
function piecesOf(bytes: Buffer): Buffer[] {
  const inside = bytes.findIndex((byte) => (byte & 0xc0) === 0x80);
  const first = inside === -1 ? Math.ceil(bytes.length / 3) : inside;
  const second = first + Math.ceil((bytes.length - first) / 2);
  return [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)].filter(
    ({ length }) => length > 0,
  );
}

function exception(type: string, message: string): StreamMessage {
  return { kind: 'exception', type, body: { message } };
}

function streamOf({ sessionId }: Turn, messages: readonly StreamMessage[]): EventStream {
  const headers = {
    'x-amzn-bedrock-agent-content-type': 'application/json',
    'x-amz-bedrock-agent-session-id': sessionId,
  };
  return new EventStream(headers, messages);
}
