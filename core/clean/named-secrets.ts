import { type Found, findAll } from './found.ts';
import { SECRET_NAME, isPlaceholder } from './secret-names.ts';

/** Secrets that stand under a name that says so, in any notation that gives names their values. */
export function namedSecrets(text: string): Found[] {
  return [...assigned(text), ...SHAPES.flatMap((shape) => findAll(text, shape))].filter(
    ({ from, to }) => !isPlaceholder(text.slice(from, to)),
  );
}

/** JSON, YAML, ini files, queries, headers, and objects as languages print them. */
const ASSIGNED = new RegExp(
  String.raw`(?<name>${SECRET_NAME})["'\]]{0,2}(?<sign>\s{0,5}(?:=>|:=|==?|:)\s{0,5})(?:[bru](?=["']))?(?:"(?<double>(?:[^"\\]|\\.){1,2000})|'(?<single>(?:[^'\\]|\\.){1,2000})|(?<bare>(?:(?:bearer|basic|token|apikey|geniekey|ssws|bot|digest)\s{1,3})?[^\s"'\\,;&<>{}()[\]|]{1,4000}))`,
  'gi',
);

/** A word of prose: `invalid token: expected a string`. */
const WORD = /^[a-z]{1,20}[.!?]?$/i;
const TOKEN_WITHOUT_DIGITS = 16;

function assigned(text: string): Found[] {
  const finds: Found[] = [];
  for (const match of text.matchAll(ASSIGNED)) {
    const { name = '', sign = '', double, single, bare = '' } = match.groups ?? {};
    const quoted = double ?? single;
    const to = match.index + match[0].length;
    const from = to - (quoted ?? bare).length;
    if (quoted === undefined && !isBareSecret(text, { name, sign, bare, at: match.index, to })) continue;
    finds.push({ from, to, mark: '[redacted]' });
  }
  return finds;
}

interface Bare {
  name: string;
  sign: string;
  bare: string;
  at: number;
  to: number;
}

function isBareSecret(text: string, { name, sign, bare, at, to }: Bare): boolean {
  // `arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders`, and paths that are given to a working directory.
  if (sign === ':' && /[:/]/.test(text[at - 1] ?? '')) return false;
  if (/^pwd$/i.test(name) && bare.startsWith('/')) return false;
  if (/token$/i.test(name) && !/\d/.test(bare) && bare.length < TOKEN_WITHOUT_DIGITS) return false;
  const prose = /:\s+$/.test(sign) && WORD.test(bare) && /^\s{1,3}[a-z]/i.test(text.slice(to, to + 4));
  return !prose;
}

const NAME = String.raw`[\w.-]{0,60}?${SECRET_NAME}`;
const UNTIL_SPACE = String.raw`["']?(?<secret>[^\s"']{1,500})`;
/** A command's name and some of what it was given, on one line. */
const command = (names: string) => String.raw`\b(?:${names})\b[^\n]{0,200}?\s`;

/** What gives a value in another way than by a sign behind the name. */
const SHAPES: readonly RegExp[] = [
  // Headers of many values: all of the line.
  String.raw`\b(?:set-)?cookie["']?\s{0,3}[:=]\s{0,3}["']?(?<secret>[^\n"']{3,4000})`,
  // Flags: --password x
  String.raw`(?<![\w-])--?${NAME}\s{1,3}(?!-)${UNTIL_SPACE}`,
  // {name: 'DB_PASSWORD', value: 'x'}, ParameterKey=DbPassword,ParameterValue=x, <add key="password" value="x"/>
  String.raw`(?:name|key)["']?\s{0,3}[:=]\s{0,3}["']?${NAME}["']?[\s,;]{1,5}["']?[\w-]{0,20}value["']?\s{0,3}[:=]\s{0,3}["']?(?<secret>[^\s"',;}]{1,500})`,
  // ["X-Api-Key", "x"]
  String.raw`(?<=["'])${NAME}["']\s{0,3},\s{0,3}["'](?<secret>[^"']{1,2000})`,
  // <password>x</password>
  String.raw`<(?:[\w-]{1,30}:)?${NAME}>\s{0,20}(?<secret>[^<]{1,2000})(?=</)`,
  // machine h login u password x
  String.raw`\blogin\s{1,5}\S{1,200}\s{1,5}password\s{1,5}(?<secret>\S{1,500})`,
  String.raw`${command('curl|wget|http|https')}(?:-u|-U|--user|--proxy-user)[\s=]{0,3}["']?[^\s:"']{0,100}:(?<secret>[^\s"']{1,500})`,
  String.raw`${command('mysql|mysqldump|mysqladmin|mariadb')}-p${UNTIL_SPACE}`,
  String.raw`${command('sshpass|docker login|podman login|az login|mongo|mongosh|mongodump|sqlcmd')}-[pP]\s{0,3}${UNTIL_SPACE}`,
  String.raw`${command('redis-cli')}-a\s{1,3}${UNTIL_SPACE}`,
  String.raw`${command('ldapsearch|ldapmodify|ldapadd')}-w\s{1,3}${UNTIL_SPACE}`,
  String.raw`\s-pass(?:in|out)?\s{1,3}pass:(?<secret>\S{1,500})`,
  // .npmrc
  String.raw`_auth\s{0,3}=\s{0,3}(?<secret>[^\s"']{4,2000})`,
  // Signed addresses and what a login leaves in them.
  String.raw`[?&](?:sig|signature|policy|hmac|assertion|otp|pass|pw)=(?<secret>[^&\s"'<>]{4,4000})`,
  String.raw`[?&]code=(?<secret>[\w.~/%+-]{16,2000})`,
  String.raw`\b(?:jsessionid|phpsessid|asp\.net_sessionid|connect\.sid|sessionid)=(?<secret>[^\s;&"']{6,500})`,
].map((shape) => new RegExp(shape, 'gi'));
