import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import * as z from 'zod';

/** A hung bundler would hold everything up: an import that can't be resolved makes the plugin wait for ever. */
const PACKAGE_TIMEOUT_MS = 120_000;

const Resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const Template = z.object({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.unknown()),
});

export interface PackagedStack {
  folder: string;
  template: z.infer<typeof Template>;
  /** Path of the template's file. */
  templateFile: string;
  /** The zips' names without `.zip`. */
  functions: string[];
}

/** Runs `serverless package` without any AWS variable, into `folder`. */
export function packageStack(folder: string, stage: string, env: Record<string, string> = {}): PackagedStack {
  const serverless = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [serverless, 'package', '--stage', stage, '--package', folder],
    {
      encoding: 'utf8',
      timeout: PACKAGE_TIMEOUT_MS,
      env: {
        PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
        HOME: folder,
        SLS_TELEMETRY_DISABLED: '1',
        ...env,
      },
    },
  );
  if (status !== 0) throw new Error(`serverless package: ${error?.message ?? `${stdout}${stderr}`}`);
  const templateFile = join(folder, 'cloudformation-template-update-stack.json');
  const functions = readdirSync(folder).flatMap((file) => /^(.+)\.zip$/.exec(file)?.[1] ?? []);
  const template = Template.parse(JSON.parse(readFileSync(templateFile, 'utf8')));
  return { folder, template, templateFile, functions };
}

/** Unpacks a function's zip. @returns the unpacked bytes, and the file that Lambda would import */
export function unpack(
  { folder }: PackagedStack,
  name: string,
): { bytes: number; files: string[]; root: string } {
  const entries = unzipSync(readFileSync(join(folder, `${name}.zip`)));
  const root = resolve(folder, 'unpacked', name);
  let bytes = 0;
  for (const [path, content] of Object.entries(entries)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    bytes += content.length;
  }
  return { bytes, files: Object.keys(entries), root };
}
