/** The console's domain, by the beginning of a region's name. */
const DOMAINS: readonly [prefix: string, domain: string][] = [
  ['cn-', 'console.amazonaws.cn'],
  ['us-gov-', 'console.amazonaws-us-gov.com'],
  ['', 'console.aws.amazon.com'],
];

/** Deep links to objects of a bucket in the S3 console: whoever may read the bucket reads the report there. */
export function consoleLink(region: string, bucket: string): (path: string) => string {
  const domain = DOMAINS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? '';
  return (path) => {
    const query = new URLSearchParams({ region, prefix: path });
    return `https://${region}.${domain}/s3/object/${encodeURIComponent(bucket)}?${query.toString()}`;
  };
}
