import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export const VERSION = '1.8.1';

const INSTALL_TIMEOUT_MS = 240_000;
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
/** Maven resolves what a project depends on; this one is nothing but its one dependency. */
const POM = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>casefile</groupId>
  <artifactId>event-ruler-peer</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>software.amazon.event.ruler</groupId>
      <artifactId>event-ruler</artifactId>
      <version>${VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;

/** Java's class path of Event Ruler and what it needs, from Maven; or why there is none. */
export function installEventRuler(): { classPath: string } | { skipped: string } {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? tmpdir(), 'casefile-peers', `event-ruler-${VERSION}`);
  const jars = join(folder, 'jars');
  const classPath = join(jars, '*');
  // The compiler, not only the runtime: Matcher.java is run from its source.
  const compiler = run('javac', '-version');
  if (compiler !== undefined) return { skipped: `there is no JDK (${compiler})` };
  if (existsSync(jars)) return { classPath };

  const maven = run('mvn', '-version');
  if (maven !== undefined) return { skipped: `there is no Maven (${maven})` };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pom = join(folder, 'pom.xml');
  // Gets its name when it is complete: a run that is broken off leaves nothing that looks installed.
  const fetched = join(folder, 'fetched');
  writeFileSync(pom, POM);
  const failed = run(
    'mvn',
    '-q',
    '-B',
    '-f',
    pom,
    COPY,
    '-DincludeScope=runtime',
    `-DoutputDirectory=${fetched}`,
  );
  if (failed !== undefined) {
    rmSync(folder, { recursive: true, force: true });
    return { skipped: `Maven can not get it (${failed})` };
  }
  renameSync(fetched, jars);
  return { classPath };
}

/** What went wrong, in one line. */
function run(command: string, ...args: string[]): string | undefined {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: INSTALL_TIMEOUT_MS,
  });
  if (status === 0) return undefined;
  // Maven's errors are on standard output; the first says what, the others where to read about it.
  const said = stripVTControlCharacters(`${stderr}${stdout}`).trim();
  return error?.message ?? (said.split('\n')[0] || `status ${status}`);
}
