import { readFileSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { caseConfig, parseConfig } from '../../adapters/config/config.ts';
import { memoryStore } from '../../adapters/stores/memory-store.ts';
import { packageFile } from '../../adapters/package-files.ts';
import { readConfig } from '../../adapters/config/read-config.ts';
import { decodeRecord, etagOf } from '../../adapters/stores/record-text.ts';
import { latestVerdict } from '../../core/judge/latest-verdict.ts';
import { Json } from '../../core/canonical.ts';
import { State } from '../../core/case.ts';
import { loadRecording } from '../../core/evidence/recording.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { readIfThere } from '../../core/read-record.ts';
import { renderTerminal } from '../../core/report/render/render-terminal.ts';
import { Report } from '../../core/report/report.ts';
import { verifyCase } from '../../core/report/verify/verify-case.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { analyzeEvidence } from '../../functions/analyze-evidence.ts';
import { openIncident } from '../../functions/open-incident.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { loadScenario } from '../../simulator/language/load.ts';
import { cut, edited, someCuts, someEdits } from './mutations.ts';
import { type Target, refusable, target } from './target.ts';

const jsonOf = (file: string) => Json.parse(JSON.parse(readFileSync(file, 'utf8')));
const filesOf = (folder: string, name: RegExp) =>
  readdirSync(folder)
    .filter((file) => name.test(file))
    .sort()
    .map((file) => join(folder, file));

/** An execution's input: the case is opened, and the first round is asked. */
export function events(): Target {
  const samples = filesOf(packageFile('tests/fixtures/events'), /\.json$/).map(jsonOf);
  const replay = { replay: { caseId: '0a1b2c3d4e5f-live', tools: 'fresh', deliver: ['sns'] } };
  const inputs = fc.record({ sample: fc.constantFrom(...samples, replay), edits: someEdits });
  const config = caseConfig(parseConfig({}, 'casefile.yml'));
  const now = Date.parse('2026-03-10T03:11:00.000Z');
  const clock = { now: () => now, elapsedMs: () => 0 };
  return target('alarm events', inputs, ({ sample, edits }) =>
    refusable(async () => {
      const ports = { store: memoryStore(), config, clock, dialects, run: 'live' as const };
      const execution = { id: 'arn', name: 'n', startedAt: '2026-03-10T03:11:00.000Z' };
      const input: unknown = JSON.parse(edited(sample, edits));
      const state = State.safeParse(await openIncident({ input, execution }, ports));
      if (state.success && state.data.decision === 'investigate') await analyzeEvidence(state.data, ports);
    }),
  );
}

/** Records of a case as they lie in its folder: `verify`, `show` and `show --calls`. */
export function records(caseId: string, texts: ReadonlyMap<string, string>): Target {
  const inputs = fc.record({
    path: fc.constantFrom(...texts.keys()),
    edits: someEdits,
    cuts: someCuts,
    whole: fc.nat(9),
  });
  return target('case records', inputs, async ({ path, edits, cuts, whole }) => {
    const text = texts.get(path) ?? '';
    const changed =
      whole === 0 || !path.endsWith('.json') ? cut(text, cuts) : edited(Json.parse(JSON.parse(text)), edits);
    const store = textStore(new Map([...texts, [path, changed]]));
    let failures = 0;
    const verified = await refusable(async () => {
      failures = (await verifyCase(store, caseId, dialects)).failures.length;
    });
    const shown = await refusable(async () => {
      const k = (await latestVerdict(store, caseId))?.k ?? 1;
      const report = await readIfThere(store, Report, paths.report(caseId, k, 'json'));
      if (report !== undefined) renderTerminal(report, paintFor(process.stdout), 100);
      await loadRecording(store, caseId);
    });
    return failures > 0 || verified === 'refused' || shown === 'refused' ? 'refused' : 'accepted';
  });
}

/** A store of texts that nobody has checked, as a folder is. */
function textStore(texts: ReadonlyMap<string, string>): CaseStore {
  return {
    async get(path) {
      const text = texts.get(path);
      return text === undefined ? undefined : { value: decodeRecord(path, text), etag: etagOf(text) };
    },
    list: async (prefix) => [...texts.keys()].filter((path) => path.startsWith(prefix)).sort(),
    putIfAbsent: () => Promise.reject(new Error('nothing is written')),
    replaceIf: () => Promise.reject(new Error('nothing is written')),
  };
}

const CONFIG = {
  servers: {
    cloudwatch: { transport: 'in-process', dialect: 'casefile' },
    theirs: {
      transport: 'stdio',
      command: 'uvx',
      args: ['x'],
      env: { A: 'b' },
      aws: true,
      capabilities: ['metrics.range'],
    },
    far: {
      transport: 'http',
      url: 'https://mcp.example.com/mcp',
      auth: { use: 'bearer', variable: 'TOKEN' },
      capabilities: ['metrics.range'],
    },
    docs: {
      transport: 'sse',
      url: 'https://mcp.example.com/sse',
      auth: { use: 'sigv4', region: 'eu-west-1' },
      questions: [
        { title: 'Docs', tool: 'search', arguments: { q: '{{metric}}', n: [1, { a: true }] }, read: 'table' },
      ],
    },
  },
  budget: { deadlineSeconds: 60, calls: 80 },
  channels: ['terminal', 'sns'],
  sns: { topic: 'arn:aws:sns:eu-west-1:111122223333:on-call' },
  slack: { webhookParameter: '/casefile/slack' },
  model: { use: 'converse', id: 'm', maxTokens: 900, guardrail: { id: 'g', version: '1' } },
  runbooks: { folder: 'runbooks' },
  scope: { prefixes: ['shop-'] },
  deployment: { serverUrls: false, logDays: 30 },
  targets: { failures: ['AWS::Lambda::Function checkout-api', 'arn:aws:sqs:eu-west-1:111122223333:jobs'] },
};

/** casefile.yml, as a file. @param folder where it is written */
export function configurations(folder: string): Target {
  const inputs = fc.record({ edits: someEdits, cuts: someCuts, byText: fc.boolean() });
  const file = join(folder, 'casefile.yml');
  return target('configuration', inputs, ({ edits, cuts, byText }) =>
    refusable(async () => {
      await writeFile(file, byText ? cut(stringify(CONFIG), cuts) : edited(CONFIG, edits));
      caseConfig(await readConfig(file));
    }),
  );
}

/** Scenario files, read and checked, not played. @param folder where they are written */
export function scenarios(folder: string): Target {
  const folders = [packageFile('scenarios'), packageFile('tests/fixtures/scenarios')];
  const texts = folders.flatMap((one) => filesOf(one, /\.yaml$/)).map((file) => readFileSync(file, 'utf8'));
  const samples = texts.map((text) => ({ text, data: Json.parse(parse(text)) }));
  const inputs = fc.record({
    sample: fc.constantFrom(...samples),
    edits: someEdits,
    cuts: someCuts,
    byText: fc.boolean(),
  });
  const file = join(folder, 'scenario.yaml');
  return target('scenario files', inputs, ({ sample: { text, data }, edits, cuts, byText }) =>
    refusable(async () => {
      await writeFile(file, byText ? cut(text, cuts) : edited(data, edits));
      await loadScenario(file);
    }),
  );
}
