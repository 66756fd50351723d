import type { Happening } from '../language/timeline.ts';
import type { Identity } from '../language/values.ts';
import { offsetText, oneLine } from '../tools/scenario-text.ts';
import { percent } from './topology.ts';

/** One entry of the timeline in a line. */
export function macroText(entry: Happening): string {
  const {
    deploy,
    configure,
    concurrency,
    capacity,
    permission,
    mapping,
    traffic,
    slow,
    unavailable,
    payload,
    poison,
    burst,
  } = entry;
  if (deploy !== undefined) {
    const { throws, slower } = deploy;
    return list([
      `deploy ${deploy.function}${deploy.description === '' ? '' : ` (${deploy.description})`}${by(deploy)}`,
      throws && `then ${percent(throws.share)} throw ${throws.type} from ${offsetText(throws.after)} on`,
      slower !== 1 && `then ${slower} times as slow`,
    ]);
  }
  if (configure !== undefined) {
    const variables = Object.entries(configure.environment).map(([name, value]) =>
      value === null ? `without ${name}` : `with ${name}`,
    );
    return list([
      `configure ${configure.function}${by(configure)}`,
      ...variables,
      configure.timeoutSeconds !== undefined && `timeout ${configure.timeoutSeconds} s`,
      configure.memoryMb !== undefined && `memory ${configure.memoryMb} MB`,
      configure.handler !== undefined && `handler ${configure.handler}`,
      configure.throws && `then ${percent(configure.throws.share)} throw ${configure.throws.type}`,
    ]);
  }
  if (concurrency !== undefined) {
    return `reserved concurrency of ${concurrency.function} ${concurrency.reserved ?? 'removed'}${by(concurrency)}`;
  }
  if (capacity !== undefined) {
    return list([
      `capacity of ${capacity.table}${by(capacity)}`,
      capacity.write !== undefined && `write ${capacity.write}/s`,
      capacity.read !== undefined && `read ${capacity.read}/s`,
    ]);
  }
  if (permission !== undefined) {
    const { role, removes, call, policy } = permission;
    return `role ${role} loses ${removes.join(', ')} (${call} ${policy})${by(permission)}`;
  }
  if (mapping !== undefined)
    return `mapping of ${mapping.source} ${mapping.enabled ? 'on' : 'off'}${by(mapping)}`;
  if (traffic !== undefined) return `traffic into ${traffic.to} × ${traffic.times}${forAWhile(traffic)}`;
  if (slow !== undefined) return `${slow.dependency} takes ${slow.ms} ms${hits(slow)}`;
  if (unavailable !== undefined)
    return `${unavailable.dependency} answers ${unavailable.status}${hits(unavailable)}`;
  if (payload !== undefined)
    return `payloads of ${payload.function} take ${payload.memoryMb} MB${hits(payload)}`;
  if (poison !== undefined)
    return `poison into ${poison.source}: ${poison.error.type} ${oneLine(poison.error.message)}`;
  if (burst === undefined) return '';
  return `${burst.function} throws ${burst.type ?? 'its first error'} in ${percent(burst.share)}${forAWhile(burst)}`;
}

/** Who called, in a word. */
export function identityText(identity: Identity): string {
  if (typeof identity === 'string') return identity;
  if ('user' in identity) return `user ${identity.user}`;
  return 'service' in identity ? identity.service : 'root';
}

function by({ by: who, via }: { by: Identity; via: string }): string {
  return ` by ${identityText(who)} through ${via}`;
}

function hits(what: { share: number; for?: number | undefined }): string {
  return `${what.share === 1 ? '' : ` in ${percent(what.share)}`}${forAWhile(what)}`;
}

function forAWhile({ for: length }: { for?: number | undefined }): string {
  return length === undefined ? '' : ` for ${offsetText(length)}`;
}

function list(parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== false && part !== undefined).join('; ');
}
