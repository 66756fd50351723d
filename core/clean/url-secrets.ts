import { type Found, findAll } from './found.ts';
import { isPlaceholder } from './secret-names.ts';

/**
 * The user's part of an address, up to the last `@` before its host: passwords hold anything, also what ought to be
 * escaped in them.
 */
const ADDRESS =
  /(?<![a-z\d+.-])[a-z][a-z\d+.-]{1,30}:\/\/(?<user>[^\s:/?#"'<>`]{0,200}):(?<password>[^\s"'<>`]{1,500})@(?=[\w[\]:.,-]{1,300}(?:[/?#\s"'<>`;)}\]]|$))/gi;

/** A port behind a host, so that what follows is a path: `http://host:8080/to/jo@example.com`. */
const PORT = /^\d{1,5}(?:[/?#]|$)/;

/** Data source names of Go's drivers, and Oracle's connect strings. */
const OTHERS: readonly RegExp[] = [
  /\b[\w.-]{1,64}:(?<secret>[^\s@:/"']{1,200})@(?=(?:tcp|udp|unix)\()/dg,
  /(?:\boracle:(?:thin|oci\d?):|\b(?:sqlplus|impdp|expdp)\s(?:-\w\s)?)[\w$#]{1,64}\/(?<secret>[^\s/"']{1,200})@/dgi,
];

/** Passwords in addresses, and in the connection strings that look like them. */
export function urlSecrets(text: string): Found[] {
  const finds = OTHERS.flatMap((pattern) => findAll(text, pattern));
  for (const match of text.matchAll(ADDRESS)) {
    const { password = '' } = match.groups ?? {};
    if (PORT.test(password) || isPlaceholder(password)) continue;
    const to = match.index + match[0].length - 1;
    finds.push({ from: to - password.length, to, mark: '[redacted]' });
  }
  return finds;
}
