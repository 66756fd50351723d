/** What every AWS client of a server is made with; empty = the SDK's default chain (environment, profile, role). */
export interface AwsOptions {
  region?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}
