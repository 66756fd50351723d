/** What `casefile replay` is told. */
export interface ReplayOptions {
  execution?: string;
  fresh?: true;
  stage?: string;
  deliver: string[];
  config?: string;
  out?: string;
  region?: string;
  profile?: string;
  json?: true;
}
