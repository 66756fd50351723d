/**
 * Bundles the CLI into dist/, with the licences of everything in it. The package has no dependencies of its own:
 * `npx` has nothing else to fetch, and Node would refuse to run TypeScript below node_modules.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import * as z from 'zod';

const Package = z.object({ name: z.string(), version: z.string(), license: z.string().default('see below') });

rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { main: 'cli/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // Prefer ES modules: only these can be shaken.
  mainFields: ['module', 'main'],
  minify: true,
  // The error's name is the code; nothing relies on class names.
  keepNames: false,
  legalComments: 'none',
  metafile: true,
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});

const packages = new Set(
  Object.keys(metafile.inputs).flatMap((path) => {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
    return name === null ? [] : [path.slice(0, name[0].length)];
  }),
);
const licences = [...packages].toSorted().map((folder) => {
  const { name, version, license } = Package.parse(
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync('dist/THIRD_PARTY_LICENSES.txt', licences.join(`\n${'-'.repeat(80)}\n\n`));

const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
process.stdout.write(
  `dist: ${Object.keys(metafile.outputs).length} files, ${Math.round(bytes / 1_000)} kB, ${packages.size} packages\n`,
);
