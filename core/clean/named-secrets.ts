import { type Found, findAll } from './found.ts';
import { SECRET_NAME, isPlaceholder } from './secret-names.ts';

/**
 * Secrets that stand under a name that says so, in any notation that gives names their values. A mark of ours is no name:
 * what stands behind `[redacted token]:` is evidence.
 */
export function namedSecrets(text: string): Found[] {
  return [...assigned(text), ...SHAPES.flatMap((shape) => findAll(text, shape))].map((one) => ({
    ...one,
    dropped: isPlaceholder(text.slice(one.from, one.to)),
  }));
}

/** What stands between a name and its value: the end of a quotation, a default in brackets, a sign or a table's border. */
const SIGN = String.raw`["'\]]{0,2}(?:[^\S\n]\[(?!redacted)[^\]\n]{0,40}\])?(?<sign>[^\S\n]{0,5}(?:=>\s{0,8}|:=|={1,3}|:)[^\S\n]{0,5}|[^\S\n]{1,40}\|[^\S\n]{1,5})`;
/** How languages print a value within another: `Some("x")`, `string(11) "x"`, `b'x'`. */
const WRAPPER = String.raw`(?:(?:[bruf]|[A-Za-z]\w{0,30}\((?:\d{1,6}\)\s)?)(?=["']))?`;
const SCHEME = String.raw`(?:(?:bearer|basic|token|api-?key|geniekey|ssws|bot|digest|splunk|sharedkey|[a-z]{1,12}token)\\?\s{1,3})?`;

/** JSON, YAML, ini files, queries, headers, and objects as languages print them. */
const ASSIGNED = new RegExp(
  String.raw`(?<name>${SECRET_NAME})(?<!\[redacted[a-z ]{0,30})${SIGN}${WRAPPER}(?:"(?<double>(?:[^"\\]|\\.){1,2000})|'(?<single>(?:[^'\\]|\\.){1,2000})|${SCHEME}(?<bare>[^\s"'\\,;&<>{}()[\]|]{1,4000}))`,
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
    finds.push({ from, to, mark: '[redacted]', reach: [match.index, to] });
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
  // What a function or a table gives: `password = os.getenv(...)`.
  if (/[([]/.test(text[to] ?? '') && /^[a-z_][\w.]{0,80}$/i.test(bare)) return false;
  if (/token$/i.test(name) && !/\d/.test(bare) && bare.length < TOKEN_WITHOUT_DIGITS) return false;
  const prose = /:\s+$/.test(sign) && WORD.test(bare) && /^\s{1,3}[a-z]/i.test(text.slice(to, to + 4));
  return !prose;
}

const NAME = String.raw`[\w.-]{0,60}?${SECRET_NAME}`;
const ARGUMENT = String.raw`(?:"(?<double>[^"\n]{1,500})|'(?<single>[^'\n]{1,500})|(?<bare>[^\s"']{1,500}))`;
/** A command's name and some of what it was given, on one line. */
const command = (names: string) => String.raw`\b(?:${names})\b[^\n]{0,200}?\s`;

/** What gives a value in another way than by a sign behind the name. */
const SHAPES: readonly RegExp[] = [
  // Headers of many values: all of the line.
  String.raw`\b(?:set-)?cookie["']?\s{0,3}[:=]\s{0,3}\[?["']?(?<secret>[^\s;="']{1,80}=[^\s;"']{1,4000}(?:;\s{0,2}[^\s;="']{1,80}(?:=[^\s;"']{0,4000})?){0,50})`,
  String.raw`\bauthorization["']?\s{0,3}[:=]\s{0,3}["']?(?:[a-z][\w-]{1,30}\\?\s{1,3})(?<secret>[^\s"',{}]{8,4000})`,
  String.raw`\bsignature=["']?(?<secret>[\da-f]{32,128})`,
  String.raw`\bdigest\s[^\n]{0,600}?\bresponse=["']?(?<secret>[\da-f]{32,64})`,
  // Flags: --password x
  String.raw`(?<![\w-])--?${NAME}\s{1,3}(?!-|\[redacted)${ARGUMENT}`,
  // {name: 'DB_PASSWORD', value: 'x'}, ParameterKey=DbPassword,ParameterValue=x, <add key="password" value="x"/>
  String.raw`(?:name|key)["']?\s{0,3}[:=]\s{0,3}["']?[\w./-]{0,80}?${SECRET_NAME}["']?[\s,;][^{}\n]{0,80}?value["']?\s{0,3}[:=]\s{0,3}${ARGUMENT}`,
  String.raw`value["']?\s{0,3}[:=]\s{0,3}["'](?<secret>[^"'\n]{1,500})["']\s{0,3},\s{0,3}["']?[\w-]{0,20}(?:key|name)["']?\s{0,3}[:=]\s{0,3}["']?${NAME}`,
  // Short names, which must be quoted values: { pass: 'x' }, also where JSON was cut.
  String.raw`(?<![\w-])(?:pass|pw|pin|otp|cvv|cvc|psk)["']?\s{0,3}[:=]\s{0,3}["'](?<secret>[^"'\n]{1,500})`,
  // ["X-Api-Key", "x"], ('--password', 'x')
  String.raw`(?<=["'])(?:--?|x-)${NAME}["']\s{0,3},\s{0,3}["'](?<secret>[^"'\n]{1,2000})`,
  String.raw`\(["']${NAME}["'],\s{0,3}["'](?<secret>[^"'\n]{1,2000})`,
  String.raw`s(?<=["'][\w-]{0,60}?${SECRET_NAME}s)["']\s{0,3}:\s{0,3}\[\s{0,3}["'](?<secret>[^"'\n]{1,2000})`,
  String.raw`routing[_-]?key["']?\s{0,3}[:=]\s{0,3}["']?(?<secret>[\da-f]{32})\b`,
  // <password>x</password>, <key>ApiKey</key><string>x</string>
  String.raw`<(?:[\w-]{1,30}:)?${NAME}(?:\s[^<>]{0,200})?>\s{0,20}(?<secret>[^<]{1,20000})(?=</)`,
  String.raw`<key>${NAME}</key>\s{0,20}<string>(?<secret>[^<]{1,2000})`,
  // A block of YAML, a part of a form.
  String.raw`(?<![\w.-])${NAME}:[^\S\n]{0,3}[|>][+-]?\d?[^\S\n]{0,3}\n\s{1,20}(?<secret>\S{1,4000})`,
  String.raw`\bname="${NAME}"\s{1,8}(?<secret>\S{1,2000})`,
  // machine h login u password x
  String.raw`\blogin\s{1,5}\S{1,200}\s{1,5}password\s{1,5}(?<secret>\S{1,500})`,
  // CREATE USER u WITH PASSWORD 'x', IDENTIFIED BY 'x'
  String.raw`\b(?:password|identified\sby(?:\spassword)?)\s{1,3}'(?<secret>[^'\n]{1,500})'`,
  // The password is x, password "x" was refused: with something in it that words don't have.
  String.raw`\b(?:password|passphrase|passcode)\s(?:(?:is|was)\s)?["'“]?(?=[^\s"'“”]{0,80}[A-Za-z])(?<secret>[^\s"'“”]{0,80}[\d!#$%^*][^\s"'“”]{0,200})`,
  String.raw`\b(?:pwd|password)=\{(?<secret>[^{}\n]{1,500})\}`,
  String.raw`${command('curl|wget|http|https')}(?:-u|-U|--user|--proxy-user)[\s=]{0,3}["']?[^\s:"']{0,100}:(?<secret>[^\s"']{1,500})`,
  String.raw`${command('curl')}(?:-b|--cookie)\s{0,3}${ARGUMENT}`,
  String.raw`${command('mysql|mysqldump|mysqladmin|mariadb')}-p${ARGUMENT}`,
  String.raw`${command('sshpass|docker login|podman login|az login|mongo|mongosh|mongodump|sqlcmd')}-[pP]\s{0,3}${ARGUMENT}`,
  String.raw`${command('redis-cli')}-a\s{1,3}${ARGUMENT}`,
  String.raw`${command('ldapsearch|ldapmodify|ldapadd')}-w\s{1,3}${ARGUMENT}`,
  String.raw`\s-pass(?:in|out)?\s{1,3}pass:(?<secret>\S{1,500})`,
  String.raw`\s-(?:store|key)pass\s{1,3}${ARGUMENT}`,
  // .npmrc, config.json of Docker, JSON Web Keys: also where the JSON around them was cut.
  String.raw`_auth\s{0,3}=\s{0,3}(?<secret>[^\s"']{4,2000})`,
  String.raw`"auth"\s{0,3}:\s{0,3}"(?<secret>[\w+/=]{12,2000})`,
  String.raw`"(?:d|p|q|dp|dq|qi|k)"\s{0,3}:\s{0,3}"(?<secret>[\w-]{40,2000})`,
  String.raw`"session"\s{0,3}:\s{0,3}"(?<secret>[\w-]{40,4000})`,
  // Signed addresses and what a login leaves in them.
  String.raw`[?&](?:sig|signature|policy|hmac|assertion|otp|pass|pw)=(?<secret>[^&\s"'<>]{4,4000})`,
  String.raw`[?&]code=(?=[\w.~/%+-]{0,200}\d)(?<secret>[\w.~/%+-]{16,2000})`,
  String.raw`/receiver/v1/http/(?<secret>[\w+/=-]{20,400})`,
  String.raw`\b(?:jsessionid|phpsessid|asp\.net_sessionid|connect\.sid|sessionid)=(?<secret>[^\s;&"']{6,500})`,
].map((shape) => new RegExp(shape, 'dgi'));
