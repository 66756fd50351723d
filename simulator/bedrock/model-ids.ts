import { AwsFault } from '../answer.ts';

/** Where an inference profile of a geography can be asked. */
const GEOGRAPHIES: Readonly<Record<string, RegExp>> = {
  global: /^/,
  us: /^us-(?!gov-)/,
  'us-gov': /^us-gov-/,
  eu: /^eu-/,
  apac: /^ap-/,
  jp: /^ap-northeast-/,
  au: /^ap-southeast-/,
  ca: /^ca-/,
};

const ARN = /^arn:[\w-]+:bedrock:([\w-]+):\d*:([\w-]+)\/(.+)$/;
const MODEL = /^[a-z0-9]+\.[a-z0-9][\w.:-]*$/;

/**
 * Takes every id that could be one of a model or inference profile in this region: which there are changes monthly.
 *
 * @throws AwsFault as Bedrock refuses an id that it does not know
 */
export function checkModelId(id: string, region: string): void {
  const [, of, kind = '', rest = ''] = ARN.exec(id) ?? [];
  const known =
    of === undefined
      ? isModel(id, region)
      : of === region && (!/^(foundation-model|inference-profile)$/.test(kind) || isModel(rest, region));
  if (!known) throw new AwsFault('ValidationException', 'The provided model identifier is invalid.');
}

function isModel(id: string, region: string): boolean {
  const [, prefix = '', rest = ''] = /^([^.]+)\.(.+)$/.exec(id) ?? [];
  const regions = GEOGRAPHIES[prefix];
  return regions === undefined ? MODEL.test(id) : regions.test(region) && MODEL.test(rest);
}
