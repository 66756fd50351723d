import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import type { AwsSession } from '../account/aws-session.ts';
import type { Model } from '../config/model-settings.ts';
import { policyStatement } from '../account/explain-aws-error.ts';
import { OUTPUT, isAboutOutput } from '../model/converse.ts';
import { type Check, type Checked, failed, ok, unknown } from './check.ts';
import { refusalOf } from './refusal.ts';

/** Can the model of casefile.yml word a verdict? One token of its answer is paid for. */
export function checkModel(model: Model, session: AwsSession): Check {
  return {
    name: 'model',
    run: async (signal) => {
      switch (model.use) {
        case 'none':
          return ok('None is set up: a template words the verdicts.');
        case 'agent':
          return unknown(
            `Agent ${model.agentId} can't be asked for one token only.`,
            'A drill shows it: casefile send-test-alarm --stage STAGE --function NAME --wait',
          );
        case 'converse':
        case 'inline-agent':
          return askOneToken(model, session, signal);
      }
    },
  };
}

type OfModel = Extract<Model, { use: 'converse' | 'inline-agent' }>;

async function askOneToken(model: OfModel, { aws }: AwsSession, abortSignal: AbortSignal): Promise<Checked> {
  const region = model.region ?? aws.region;
  const client = new BedrockRuntimeClient({ ...aws, region, maxAttempts: 1 });
  try {
    // With all that a verdict is asked with, so that what the model does not take shows here.
    const send = (structured: boolean) =>
      client.send(
        new ConverseCommand({
          modelId: model.id,
          messages: [{ role: 'user', content: [{ text: 'Answer with an empty list of sentences.' }] }],
          inferenceConfig: {
            maxTokens: 1,
            ...(model.use === 'converse' &&
              model.temperature !== undefined && { temperature: model.temperature }),
          },
          ...(structured && { outputConfig: OUTPUT }),
          ...(model.guardrail && {
            guardrailConfig: {
              guardrailIdentifier: model.guardrail.id,
              guardrailVersion: model.guardrail.version,
            },
          }),
        }),
        { abortSignal },
      );
    await send(model.use === 'converse').catch((error: unknown) => {
      if (isAboutOutput(error)) return send(false);
      throw error;
    });
    const agent = model.use === 'inline-agent' ? '; the inline agent on it was not run' : '';
    return ok(`${model.id} answers in ${region} (asked for one token, a small fraction of a cent${agent}).`);
  } catch (error) {
    return refused(error, model, region);
  } finally {
    client.destroy();
  }
}

const ELSEWHERE =
  /model identifier is invalid|on-demand throughput|not supported in this region|could not resolve the foundation model/i;
const NO_ACCESS = /don't have access to the model|model access|Marketplace|use case details/i;

function refused(error: unknown, { id }: OfModel, region: string): Checked {
  const { kind, name, text, action = 'bedrock:InvokeModel' } = refusalOf(error);
  if (kind === 'throttled') {
    return unknown(
      `${id} is throttled just now; whether it may be used is not known.`,
      'Run it again later.',
    );
  }
  if (kind === 'late') {
    return unknown(
      `${id} did not answer in time.`,
      'Run it again. Until then a template words the verdicts.',
    );
  }
  if (NO_ACCESS.test(text)) {
    return failed(
      `The account has no access to ${id}: ${text}`,
      `Ask for it in the Bedrock console, region ${region}, under "Model access".`,
    );
  }
  if (kind === 'denied') {
    return failed(
      `These credentials may not use ${id}.`,
      `Add to the role's policy: ${policyStatement([action])} (a deployment brings its own; also look at service control policies)`,
    );
  }
  if (name === 'ResourceNotFoundException' || ELSEWHERE.test(text)) {
    return failed(
      `${id} is not to be had in ${region}: ${text}`,
      'In casefile.yml, name an inference profile (aws bedrock list-inference-profiles), or another model.region.',
    );
  }
  if (name === 'ValidationException') {
    return failed(
      `${id} does not take what it would be asked: ${text}`,
      'Set another model in casefile.yml.',
    );
  }
  throw error;
}
