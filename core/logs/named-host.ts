/** A name in the DNS with a dot in it; group 1. */
const H = String.raw`([A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}\.){1,8}[A-Za-z]{2,24})(?![\w-])`;

/** How clients word whom they called, the surest first. */
const FORMS: readonly RegExp[] = [
  String.raw`HTTPS?ConnectionPool\(host='${H}`,
  String.raw`(?:Failed to resolve|resolve host:?|translate host name|resolve) ['"]?${H}`,
  String.raw`(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|EHOSTUNREACH) ${H}`,
  String.raw`\blookup ${H}`,
  String.raw`UnknownHost(?:Exception)?:? ['"]?${H}`,
  String.raw`attempted address(?:es)?: ${H}`,
  String.raw`(?:not known|refused|reset|time-?out|timed out|failed|unreachable)[^\n]{0,30}? \(${H}`,
  String.raw`(?:connect(?:ing|ion)?|call(?:ing)?|request|talk(?:ing)?|dial(?:ing)?)(?: attempt)? (?:to|tcp)(?: host| server)?:? ['"\[]?${H}`,
  String.raw`connection to server at "${H}`,
  String.raw`(?:MySQL|MariaDB) server on '${H}`,
  String.raw`(?:on|from) server ${H}`,
  String.raw`connecting to ['"]?${H}`,
  String.raw`(?:hostname|host|address|server|peer|upstream)["']?\s{0,2}[:=]\s{0,2}["']?${H}`,
  String.raw`(?:for (?:url|uri):?|url|uri|endpoint URL:?|baseURL)["']?[:=]?\s{0,2}['"(]{0,2}[a-z][a-z+]{1,15}://(?:[^\s/@'"]{1,100}@)?${H}`,
  String.raw`(?<![\w?&=+/%])[a-z][a-z+]{1,15}://(?:[^\s/@'"]{1,100}@)?${H}`,
  String.raw`(?<![\w@./-])${H}:\d{2,5}\b`,
].map((form) => new RegExp(form, 'i'));

/** Names that lead nowhere else: files and classes look alike, and so do places where an error is explained. */
const NO_HOST =
  /\.(?:js|mjs|cjs|ts|tsx|py|rb|go|rs|java|cs|kt|php|json|xml|ya?ml|html?|txt|csv|log|lock|so|dll|exe|jar|zip|gz|pdf|png|jpg|toml|conf|cfg|sh|sql|md|rst|ini|env|properties|docx?|xlsx?|Error|Exception|Timeout|Client|Handler|invoke|get|post|put|send|call)$|^(?:www\.)?(?:developer\.mozilla|docs|stackoverflow|errors\.pydantic)\.|^(?:java|javax|com|org|io|net|software|kotlin|scala|sun|jdk|System|Microsoft|Amazon)\.[a-z]+\.[a-z]|\bw3\.org$/i;

/** Names that end otherwise are of code and of files, where nothing but the form says that a host is meant. */
const DOMAIN =
  /\.(?:com|net|org|io|dev|app|cloud|co|ai|tech|online|site|shop|store|info|biz|gov|edu|mil|int|example|internal|local|test|invalid|corp|lan|svc|intranet|[a-z]{2})$/i;
/** Forms that only a resolver or a connection pool uses. */
const SURE_FORMS = 5;
/** An address, or a name without a dot, that was called: whatever else is named was not. */
const BARE =
  /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|EHOSTUNREACH) (?:\d{1,3}(?:\.\d{1,3}){3}|[\w-]{1,63}(?![\w.-]))/;
const ASKED = new RegExp(
  String.raw`\b(?:request to|GET|POST|PUT|PATCH|DELETE|HEAD|fetch) ['"]?https?://(?:[^\s/@'"]{1,100}@)?${H}`,
);

/** The host that a text says it called, in small letters; undefined if it names none. Addresses are not names. */
export function hostIn(text: string): string | undefined {
  if (BARE.test(text)) return ASKED.exec(text)?.[1]?.toLowerCase();
  for (const [i, form] of FORMS.entries()) {
    const host = form.exec(text)?.[1];
    if (host === undefined || NO_HOST.test(host) || /^(?:localhost|undefined|null)\b/i.test(host)) continue;
    if (i < SURE_FORMS || DOMAIN.test(host)) return host.toLowerCase();
  }
  return /\b(?:localhost|127\.0\.0\.1)\b|\[::1\]/.test(text) ? 'localhost' : undefined;
}
