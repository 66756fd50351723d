import { clockTime } from '../time.ts';
import { wording } from './wording.ts';

/** A setting of two versions of a function, or one that a call set. */
type Changed =
  | { how: 'variable-removed' | 'variable-added'; of: string; name: string; before: string; after: string }
  | {
      how: 'versions';
      of: string;
      name: string;
      unit: string;
      was: string | number;
      is: string | number;
      before: string;
      after: string;
    }
  | { how: 'call'; of: string; name: 'timeout' | 'memory'; is: number; at: string };

function changed(data: Changed): string {
  switch (data.how) {
    case 'variable-removed':
      return `Version ${data.after} of ${data.of} has no environment variable ${data.name}; version ${data.before} has.`;
    case 'variable-added':
      return `Version ${data.after} of ${data.of} has an environment variable ${data.name}; version ${data.before} has not.`;
    case 'versions':
      return `${data.name} of ${data.of} went from ${data.was}${data.unit} (version ${data.before}) to ${data.is}${data.unit} (version ${data.after}).`;
    case 'call':
      return `The ${data.name} of ${data.of} was set to ${data.is} ${data.name === 'timeout' ? 's' : 'MB'} at ${clockTime(data.at)}.`;
  }
}

type Mapping = { from: string; to: string };

export const CHANGE_WORDS = {
  'version-published': wording<{
    function: string;
    version: string;
    at: string;
    before?: string;
    otherCode: boolean;
  }>(({ function: name, version, at, before, otherCode }) => {
    const code =
      before === undefined ? '' : `, with ${otherCode ? 'other code than' : 'the code of'} version ${before}`;
    return `Version ${version} of ${name} was published at ${clockTime(at)}${code}.`;
  }),
  alias: wording<{ name: string; version: string }>(
    ({ name, version }) => `Alias ${name} points to version ${version}.`,
  ),
  'setting-changed': wording<Changed>(changed),
  'stack-update': wording<{ stack: string; of: string; logicalId: string; status: string; at: string }>(
    ({ stack, of, logicalId, status, at }) =>
      `A deployment of stack ${stack} changed ${of} (${logicalId}: ${status}) at ${clockTime(at)}.`,
  ),
  'no-deployment': wording<{ stack: string; from: string; to: string }>(
    ({ stack, from, to }) =>
      `No deployment of stack ${stack} between ${clockTime(from)} and ${clockTime(to)}.`,
  ),
  'api-change': wording<{ by: string; call: string; of: string; at: string; version?: string }>(
    ({ by, call, of, at, version }) =>
      `${by} called ${call} on ${of} at ${clockTime(at)}${version === undefined ? '' : ` (version ${version})`}.`,
  ),
  'no-api-change': wording<{ of: string; from: string; to: string }>(
    ({ of, from, to }) =>
      `CloudTrail tells of no change to ${of} between ${clockTime(from)} and ${clockTime(to)}.`,
  ),
  'last-modified': wording<{ of: string; at: string }>(
    ({ of, at }) => `${of} was last modified at ${clockTime(at)}.`,
  ),
  unchanged: wording<{ of: string; at: string }>(
    ({ of, at }) =>
      `Code and settings of ${of} were last changed on ${at.slice(0, 10)} at ${clockTime(at)}, before all of this.`,
  ),
  mapping: wording<Mapping & { state: string }>(
    ({ from, to, state }) => `The event source mapping from ${from} to ${to} is ${state}.`,
  ),
  'mapping-off': wording<Mapping & { state: string }>(
    ({ from, to, state }) => `The event source mapping from ${from} to ${to} is ${state}.`,
    11,
  ),
  'mapping-old': wording<Mapping & { at: string }>(
    ({ from, to, at }) => `The mapping from ${from} to ${to} is as it is since ${at.slice(0, 10)}.`,
  ),
  'mapping-failing': wording<Mapping>(
    ({ from, to }) => `The last batch from ${from} failed in ${to}, as Lambda says of the mapping.`,
  ),
};
