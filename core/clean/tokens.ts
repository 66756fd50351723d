import { type Found, findAll } from './found.ts';

/** Tokens that are known by how they are made, whatever stands around them: what secretlint's rules lack or take too narrowly. */
export function tokens(text: string): Found[] {
  return [
    ...MARKED.flatMap(({ pattern, mark }) => findAll(text, pattern, mark)),
    ...findAll(text, SCHEMES).filter(({ from, to }) => looksRandom(text.slice(from, to))),
  ];
}

/** To its end, or, where it was cut, as far as it is headers and lines of base 64. */
const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:[^-]|-(?!----)){0,20000}-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?:\s{0,4}(?:[A-Z][\w-]{0,20}: [^\n]{0,100}(?=\n)|[\w+/=]{16,}))*)/g;

/** Issuers' prefixes. Of each: what follows it, generously, since log lines cut things. */
const PREFIXED = [
  String.raw`gh[pousr]_\w{20,300}`,
  String.raw`github_pat_\w{20,300}`,
  String.raw`gl(?:pat|rt|dt|cbt|ptt|ft|soat|agent|imt|oas)-[\w.-]{20,300}`,
  String.raw`ATBB\w{28,40}`,
  String.raw`AT[AC]TT3[\w=-]{60,400}`,
  String.raw`xox[a-z](?:\.xox[a-z])?-[\w-]{10,400}`,
  String.raw`xapp-\d-[\w-]{10,300}`,
  String.raw`[srp]k_(?:live|test|prod)_\w{10,300}`,
  String.raw`whsec_[\w+/=]{20,200}`,
  String.raw`sk-(?:(?:ant-|proj-|svcacct-|admin-|or-v1-)[\w-]{20,300}|(?=[A-Za-z\d_]{0,40}\d)\w{20,300})`,
  String.raw`sq0(?:atp|csp|idp)-[\w-]{20,80}`,
  String.raw`EAAA[\w-]{56,80}`,
  String.raw`access_token\$(?:production|sandbox)\$\w{16}\$\w{32}`,
  String.raw`shp(?:at|ca|pa|ss|ua|ka)_[\da-fA-F]{32,64}`,
  String.raw`AIza[\w-]{35}`,
  String.raw`ya29\.[\w.-]{20,600}`,
  String.raw`1//0[\w-]{30,200}`,
  String.raw`GOCSPX-[\w-]{20,60}`,
  String.raw`AAAA[\w-]{7}:APA91b[\w-]{100,200}`,
  String.raw`SG\.[\w-]{16,128}\.[\w-]{16,128}`,
  String.raw`key-[\da-f]{32}`,
  String.raw`[\da-f]{32}-us\d{1,2}`,
  String.raw`xkeysib-[\da-f]{64}-\w{16}`,
  String.raw`SK[\da-f]{32}`,
  String.raw`NR(?:AK|JS|II|IQ)-[\w-]{16,60}`,
  String.raw`[\da-f]{36}NRAL`,
  String.raw`sntry[su]_[\w+/=-]{40,400}`,
  String.raw`gl(?:c|sa)_[\w+/=-]{20,400}`,
  String.raw`hc[ab]i[kc]_[\da-z]{32,80}`,
  String.raw`lin_(?:api|oauth)_\w{20,128}`,
  String.raw`ntn_\w{30,80}`,
  String.raw`secret_[A-Za-z\d]{43}`,
  String.raw`pat[A-Za-z\d]{14}\.[\da-f]{40,64}`,
  String.raw`fig[du]_[\w-]{30,200}`,
  String.raw`hv[sbr]\.[\w-]{20,300}`,
  String.raw`s\.(?=[A-Za-z]{0,20}\d)[A-Za-z\d]{24}(?![A-Za-z\d])`,
  String.raw`[A-Za-z\d]{14}\.atlasv1\.[\w-]{40,100}`,
  String.raw`pul-[\da-f]{40}`,
  String.raw`dapi[\da-f]{32}(?:-\d)?`,
  String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{20,80}`,
  String.raw`npm_\w{30,80}`,
  String.raw`pypi-[\w-]{50,300}`,
  String.raw`rubygems_[\da-f]{40,60}`,
  String.raw`cio[A-Za-z\d]{32}`,
  String.raw`oy2[a-z\d]{43}`,
  String.raw`CLOJARS_[\da-z]{60}`,
  String.raw`dckr_(?:pat|oat)_[\w-]{20,60}`,
  String.raw`hf_[A-Za-z\d]{30,60}`,
  String.raw`api_org_[A-Za-z\d]{30,60}`,
  String.raw`gsk_[A-Za-z\d]{40,80}`,
  String.raw`r8_[A-Za-z\d]{36,40}`,
  String.raw`pplx-[A-Za-z\d]{40,60}`,
  String.raw`xai-[A-Za-z\d]{60,100}`,
  String.raw`do[oprt]_v1_[\da-f]{64}`,
  String.raw`sbp_[\da-f]{40}`,
  String.raw`sb_secret_[\w-]{20,60}`,
  String.raw`pscale_(?:tkn|pw|oauth)_[\w.-]{30,64}`,
  String.raw`fo1_[\w-]{40,50}`,
  String.raw`fm[12][ar]?_[\w+/=-]{60,600}`,
  String.raw`HRKU-[\w-]{36,64}`,
  String.raw`nfp_\w{30,60}`,
  String.raw`PMAK-[\da-f]{24}-[\da-f]{34}`,
  String.raw`(?:sdk|mob)-[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}`,
  String.raw`CFPAT-[\w-]{40,50}`,
  String.raw`CCIPAT_\w{20,80}`,
  String.raw`bk[up]a_[\w-]{36,50}`,
  String.raw`dt0[a-z]\d{2}\.[A-Z\d]{24}\.[A-Z\d]{64}`,
  String.raw`sgp_(?:[\da-f]{16}_|local_)?[\da-f]{40}`,
  String.raw`tfp_[\w-]{40,70}`,
  String.raw`u\+[\w-]{18}`,
  String.raw`ops_ey[\w+/=-]{60,1500}`,
  String.raw`A3-[A-Z\d]{6}-[A-Z\d]{6,11}-[A-Z\d]{5}(?:-[A-Z\d]{5}){2,3}`,
  String.raw`AGE-SECRET-KEY-1[A-Z\d]{58}`,
  String.raw`EZ[AT]K[A-Za-z\d]{54}`,
  String.raw`FLWSECK(?:_TEST)?-[\da-z]{12,34}(?:-X)?`,
  String.raw`[\w~.-]{3}[78]Q~[\w~.-]{31,34}`,
  String.raw`(?:bot)?\d{8,10}:AA[\w-]{30,36}`,
  String.raw`da2-[a-z\d]{26}`,
  String.raw`rnd_\w{20,60}`,
  String.raw`AVNS_[\w-]{16,60}`,
  String.raw`mdb_sa_sk_[\w-]{30,80}`,
  String.raw`pcsk_\w{30,100}`,
  String.raw`nvapi-[\w-]{40,100}`,
  String.raw`(?:jina|xaat|phx|pnu|rdme|sbs|tvly)[_-][\w-]{24,100}`,
  String.raw`pat-(?:na|eu)\d-[\da-f-]{36}`,
  String.raw`pdl_live_apikey_\w{20,80}`,
  String.raw`00D\w{12,15}![\w.]{60,200}`,
  String.raw`sl\.B[\w-]{100,200}`,
  String.raw`re_[A-Za-z\d]{8}_[A-Za-z\d]{20,40}`,
  String.raw`xprv[A-Za-z\d]{100,120}`,
  String.raw`pbkdf2_sha\d{1,3}\$[^\s:"']{20,200}`,
  String.raw`cmVmdGtu[\w+/=]{20,120}`,
  String.raw`ABSK[\w+/=]{40,400}`,
  String.raw`amzn\.mws\.[\da-f-]{36}`,
  String.raw`AKCp\w{60,80}`,
  String.raw`sq[aup]_[\da-f]{40}`,
  String.raw`access-(?:production|sandbox|development)-[\da-f-]{36}`,
  String.raw`(?:shippo|duffel)_(?:live|test)_[\w-]{30,60}`,
  String.raw`lsv2_(?:pt|sk)_[\da-f]{32}_[\da-f]{10}`,
  String.raw`v1\.0-[\da-f]{24}-[\da-f]{100,180}`,
  String.raw`EAA[A-Z\d]\w{50,300}`,
  String.raw`LTAI[A-Za-z\d]{12,24}`,
  // A private key in base 64.
  String.raw`LS0tLS1CRUdJTi[\w+/=]{20,20000}`,
  String.raw`(?=[\w.-]{0,30}\d)[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}`,
  // Session tokens of AWS, and the key that stands in front of a secret one.
  String.raw`(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[\w+/=%-]{20,4000}`,
  // Tokens of Kubernetes, registries and others: JSON in base64.
  String.raw`eyJ[\w+/=-]{100,8000}`,
  String.raw`\$(?:apr1|2[abxy]|5|6|y|argon2(?:id|i|d))\$[^\s:"']{8,300}`,
].join('|');

/** What PuTTY keeps of a key. */
const PUTTY_KEY = /\bPrivate-Lines: \d{1,4}\s{1,3}(?<secret>[\w+/=]{16,}(?:\s{1,2}[\w+/=]{16,}){0,200})/dg;

const MARKED: readonly { pattern: RegExp; mark: string }[] = [
  { pattern: PRIVATE_KEY, mark: '[redacted private key]' },
  { pattern: PUTTY_KEY, mark: '[redacted private key]' },
  {
    pattern: /(?<![\w-])eyJ[\w-]{8,4000}\.[\w-]{8,8000}(?:\.[\w-]{0,8000}){0,3}/g,
    mark: '[redacted jwt]',
  },
  {
    pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z\d]{16}\b/g,
    mark: '[redacted access key id]',
  },
  {
    pattern: /\b(?:AKIA|ASIA)[A-Z\d]{16}[^A-Za-z\d]{1,40}(?<secret>[A-Za-z\d/+]{40})(?![A-Za-z\d/+=])/dg,
    mark: '[redacted]',
  },
  { pattern: new RegExp(`(?<![A-Za-z\\d_-])(?:${PREFIXED})\\w*`, 'g'), mark: '[redacted token]' },
  {
    pattern: /\bhooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/(?<secret>[\w/-]{5,300})/dgi,
    mark: '[redacted]',
  },
  {
    pattern: /\bdiscord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{5,25}\/(?<secret>[\w-]{20,100})/dgi,
    mark: '[redacted]',
  },
  { pattern: /\bwebhook\.office\.com\/webhookb?\d?\/(?<secret>[\w@/-]{20,400})/dgi, mark: '[redacted]' },
];

/** The schemes of `Authorization`, wherever they stand. */
const SCHEMES =
  /\b(?:bearer|basic|token|api-?key|geniekey|ssws|bot|splunk)\\?\s{1,5}(?!HTTP\/)(?<secret>[\w.~+/=:-]{8,8000})/dgi;

/** Not a word of prose (`Basic authentication failed`): digits, or small and capital letters mixed, or padding. */
function looksRandom(value: string): boolean {
  return /\d/.test(value) || /[a-z][A-Z]/.test(value) || value.endsWith('=');
}
