import * as z from 'zod';
import { clip } from '../../core/clip.ts';
import { CasefileError } from '../../core/errors.ts';
import { cleanText } from '../../core/clean/clean-texts.ts';

/** What the SDK throws, as far as it is looked at. */
const Thrown = z.looseObject({
  name: z.string().default('Error'),
  message: z.string().default(''),
  code: z.string().optional(),
});

interface Place {
  profile?: string | undefined;
  region?: string | undefined;
}

interface Explanation {
  pattern: RegExp;
  says: (place: Place, match: RegExpExecArray) => string;
  hint: (place: Place, match: RegExpExecArray) => string;
}

const ofProfile = ({ profile }: Place) => (profile === undefined ? '' : ` of profile ${profile}`);
const withProfile = ({ profile }: Place) => (profile === undefined ? '' : ` --profile ${profile}`);
const signIn = (place: Place) => `Sign in again: aws sso login${withProfile(place)}`;

/** In the order in which they are tried, over `<name> <code>: <message>`. The SDK tells most apart by text only. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    pattern: /Region is missing|Region not accepted/,
    says: () => 'No AWS region is set.',
    hint: (place) =>
      `Pass --region, set AWS_REGION, or: aws configure set region eu-west-1${withProfile(place)}`,
  },
  {
    pattern: /SSO (?:session|access)|sso login|SSOToken|Token is expired/i,
    says: (place) => `The SSO session${ofProfile(place)} has expired or was never opened.`,
    hint: signIn,
  },
  {
    pattern: /multi[- ]factor|\bMFA\b/i,
    says: (place) => `The role${ofProfile(place)} asks for an MFA code, and there is no terminal to ask in.`,
    hint: (place) =>
      `Run it in a terminal, or: eval "$(aws configure export-credentials${withProfile(place)} --format env)"`,
  },
  {
    pattern: /Could not resolve credentials using profile|profile .{0,100}(?:not|could).{0,20} found/i,
    says: (place) => `There is no usable profile ${place.profile ?? '"default"'}.`,
    hint: () => 'List what there is: aws configure list-profiles',
  },
  {
    pattern: /CredentialsProviderError|Could not load credentials|credentials? (?:is|are) missing/i,
    says: ({ profile }) =>
      profile === undefined
        ? 'No AWS credentials were found.'
        : `Profile ${profile} gives no credentials: there is no such profile, or it is incomplete.`,
    hint: ({ profile }) =>
      profile === undefined
        ? 'Set up a profile with `aws configure sso`, then pass --profile NAME; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.'
        : 'List what there is: aws configure list-profiles',
  },
  {
    pattern: /RequestExpired|Signature expired|RequestTimeTooSkewed|Signature not yet current/,
    says: () => 'AWS refuses the time of this machine.',
    hint: () => 'Set the clock: it is more than five minutes off.',
  },
  {
    pattern: /ExpiredToken/,
    says: (place) => `The credentials${ofProfile(place)} have expired.`,
    hint: (place) =>
      place.profile === undefined
        ? 'Get new ones: they stand in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.'
        : signIn(place),
  },
  {
    pattern: /InvalidClientTokenId|UnrecognizedClient|AuthFailure/,
    says: (place) =>
      `AWS does not know the access key${ofProfile(place)}: it was deleted, is another partition's, or the region is not enabled in the account.`,
    hint: (place) => `See which key is used: aws configure list${withProfile(place)}`,
  },
  {
    pattern: /SignatureDoesNotMatch|InvalidSignature|IncompleteSignature/,
    says: (place) => `The secret key${ofProfile(place)} does not belong to its access key.`,
    hint: (place) => `Enter it again: aws configure${withProfile(place)}`,
  },
  {
    pattern: /ERR_INVALID_URL/,
    says: () => 'AWS_ENDPOINT_URL is no URL.',
    hint: () => 'Set it to one like http://127.0.0.1:4566, or leave it out.',
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ETIMEDOUT|TimeoutError|AbortError/,
    says: ({ region }) => `AWS can't be reached${region === undefined ? '' : ` in region ${region}`}.`,
    hint: () => 'Check the network, the spelling of the region, and AWS_ENDPOINT_URL if it is set.',
  },
  {
    pattern:
      /not authorized to perform: ([\w-]{1,40}:\w{1,80})[\s\S]*(?:explicit deny|control policy|permissions boundary|session policy)/,
    says: (_place, [, action = '']) => `${action} is forbidden to these credentials from above.`,
    hint: () =>
      'A control policy, boundary or session policy denies it; no line in the role would help. Ask who runs the organization.',
  },
  {
    pattern: /not authorized to perform: (sts:AssumeRole\w*)/,
    says: (_place, [, action = '']) => `${action}: this role may not be assumed by these credentials.`,
    hint: () => "The role's trust policy must name who assumes it, and they must be allowed to.",
  },
  {
    pattern: /not authorized to perform: ([\w-]{1,40}:\w{1,80})/,
    says: (_place, [, action = '']) => `${action} is not granted to these credentials.`,
    hint: (_place, [, action = '']) => `Add to the role's policy: ${policyStatement([action])}`,
  },
];

/** An IAM statement that grants actions, in one line. */
export function policyStatement(actions: readonly string[]): string {
  const action = actions.length === 1 ? actions[0] : actions;
  return JSON.stringify({ Effect: 'Allow', Action: action, Resource: '*' });
}

/** What went wrong at AWS, and the command or policy line that mends it. */
export function explainAwsError(error: unknown, place: Place = {}): CasefileError {
  if (error instanceof CasefileError) return error;
  const thrown = Thrown.safeParse(error).data ?? { name: 'Error', message: String(error), code: undefined };
  const text = `${thrown.name} ${'code' in thrown ? (thrown.code ?? '') : ''}: ${thrown.message}`;
  for (const { pattern, says, hint } of EXPLANATIONS) {
    const match = pattern.exec(text);
    if (match !== null) {
      return new CasefileError('AwsAccess', says(place, match), { hint: hint(place, match), cause: error });
    }
  }
  return new CasefileError('AwsAccess', `AWS answers: ${clip(cleanText(text), 300)}`, {
    hint: 'Check who you are with `aws sts get-caller-identity`.',
    cause: error,
  });
}
