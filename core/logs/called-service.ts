import { SERVICES } from '../catalogue/catalogue.ts';

/** How SDKs write which service they called, and which operation: group 1 is the service's name or the operation's. */
const BY_NAME: readonly RegExp[] = [
  // Go v2
  /operation error ([A-Za-z][\w ]{1,40}): /,
  // Java v1, v2
  /\(Service: (?:Amazon|AWS)?(\w{2,40})[;,]/,
  /\b(?:services|amazonaws\.services)\.(\w{2,40})\.model\./,
  // .NET, Ruby, JavaScript
  /\bAmazon\.(\w{2,40})\.Model\./,
  /\bAws::(\w{2,40})::Errors::/,
  /@aws-sdk\/client-([\w-]{2,40})\//,
  // Botocore, and people: `op=<service>.<call>`
  /\bop(?:eration)?=["']?(\w{2,40})[.:]/,
  /\b(?:client\(|resource\(|boto3\.)['"](\w{2,40})/,
];
const BY_CALL = /(?:when calling the|Error executing "|command: |Command: )\s?(\w{3,60})/;

const SERVICE_BY_NAME: ReadonlyMap<string, string> = new Map(
  SERVICES.flatMap(({ eventSource, clients }) =>
    [eventSource.split('.')[0] ?? '', ...(clients?.names ?? [])].map(
      (name) => [plain(name), eventSource] as const,
    ),
  ),
);
const SERVICE_BY_CALL: ReadonlyMap<string, string> = new Map(
  SERVICES.flatMap(({ eventSource, clients }) =>
    (clients?.calls ?? []).map((call) => [call, eventSource] as const),
  ),
);

/** The service that an SDK says it called, as CloudTrail writes it; undefined if that is not told. */
export function calledService(text: string): string | undefined {
  for (const form of BY_NAME) {
    const name = form.exec(text)?.[1];
    const service = name === undefined ? undefined : SERVICE_BY_NAME.get(plain(name));
    if (service !== undefined) return service;
  }
  const call = BY_CALL.exec(text)?.[1]?.replace(/Command$/, '');
  return call === undefined ? undefined : SERVICE_BY_CALL.get(call);
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^(?:amazon|aws)/, '')
    .replace(/v\d$/, '');
}
