import type { Resource } from '../case.ts';
import { entityOfArn } from './arns.ts';

/** `AWS::Lambda::Function checkout-api` */
const TYPED = /^([A-Za-z0-9]{1,64}::[A-Za-z0-9]{1,64}::[A-Za-z0-9]{1,64})\s{1,20}(\S.{0,2047})$/;
const HERE = { account: '', region: '' };

/**
 * A resource as a person writes it: `AWS::Lambda::Function checkout-api`, or the ARN of a resource of a service that the
 * catalogue knows. Undefined if it is neither. Of an ARN, account and region are kept.
 */
export function parseTarget(text: string): Resource | undefined {
  const trimmed = text.trim();
  const [, type, id] = TYPED.exec(trimmed) ?? [];
  if (type !== undefined && id !== undefined) return { type, id };
  const named = entityOfArn(trimmed, HERE);
  return (
    named && {
      type: named.type,
      id: named.id,
      ...(named.account !== '' && { account: named.account }),
      ...(named.region !== '' && { region: named.region }),
    }
  );
}
