import { replayRecorded } from '../run/replay-recorded.ts';
import { Verdict } from '../core/verdict.ts';
import { Json } from '../core/canonical.ts';
import {
  Ask,
  Call,
  CaseConfig,
  CaseEvent,
  CaseOk,
  EvidenceRecord,
  Resolution,
  Summary,
} from '../core/case.ts';
import { isOutput, paths } from '../core/keys.ts';
import { Manifest } from '../core/report/manifest.ts';
import { renderMarkdown } from '../core/report/render/render-markdown.ts';
import { Report } from '../core/report/report.ts';
import { templateSentences } from '../core/report/wording/template.ts';
import { type KeptCase, recordsIn, rehash, storeOf } from '../tests/harness/kept-case.ts';

export interface Forgery {
  what: string;
  /** Changes the records in place; hashes are made anew afterwards. */
  forge: (of: KeptCase) => void | Promise<void>;
  /** It is the manifest that is forged, so it is not made anew. */
  manifest?: true;
  /** Why nobody could find it out from the case alone, if that is so: the kind that verify tells of. */
  unless?: RegExp;
}

const edit =
  <T extends Json>(schema: { parse: (value: unknown) => T }, name: string, change: (record: T) => void) =>
  ({ records }: KeptCase) => {
    const record = schema.parse(structuredClone(records.get(name)));
    change(record);
    records.set(name, record);
  };
const event = (change: (record: CaseEvent) => void) => edit(CaseEvent, 'event.json', change);
const config = (change: (record: CaseConfig) => void) => edit(CaseConfig, 'config.json', change);
const ask = (round: number, change: (record: Ask) => void) => edit(Ask, `rounds/${round}/ask.json`, change);
const call = (id: string, change: (record: Call) => void) => edit(Call, `calls/${id}.json`, change);
const set =
  (name: string, value: Json) =>
  ({ records }: KeptCase) =>
    void records.set(name, value);
const drop =
  (pattern: RegExp) =>
  ({ records }: KeptCase) => {
    for (const name of Array.from(records.keys())) if (pattern.test(name)) records.delete(name);
  };

/** The report and its Markdown, as a forger would make them. */
const report = (k: number, change: (record: Report) => void) => (of: KeptCase) => {
  edit(Report, `report-${k}.json`, change)(of);
  of.records.set(`report-${k}.md`, renderMarkdown(Report.parse(of.records.get(`report-${k}.json`))));
};

/** The wording in summary, report and Markdown. */
const worded = (k: number, change: (summary: Summary) => void) => (of: KeptCase) => {
  edit(Summary, `summary-${k}.json`, change)(of);
  const { by, sentences, note } = Summary.parse(of.records.get(`summary-${k}.json`));
  report(k, (record) => {
    const lines = sentences.filter(({ text }) => text !== record.headline.text);
    record.summary = {
      by,
      lines: lines.map(({ text, findings }) => ({ text, cites: findings })),
      ...(note !== undefined && { note }),
    };
  })(of);
};

/** Makes all outputs anew from forged inputs, as whoever has this program can. */
async function deriveAgain(of: KeptCase): Promise<void> {
  rehash(of);
  for (const name of Array.from(of.records.keys())) {
    if (isOutput(`${paths.caseRoot(of.caseId)}${name}`)) of.records.delete(name);
  }
  const store = await storeOf(of);
  await replayRecorded(store, of.caseId);
  for (const [name, value] of await recordsIn(store, of.caseId)) of.records.set(name, value);
}

const first = <T>(items: readonly T[]): T => {
  const [item] = items;
  if (item === undefined) throw new Error('nothing there');
  return item;
};
const LATER = '2026-12-01T06:25:21.652Z';
const OTHER = [{ type: 'AWS::SQS::Queue', id: 'jobs' }];
/** All of a text in a record. */
const rewrite =
  (name: string, from: string, to: string) =>
  ({ records }: KeptCase) =>
    void records.set(name, Json.parse(JSON.parse(JSON.stringify(records.get(name)).replaceAll(from, to))));
const unlist = (name: string) => edit(Manifest, 'manifest.json', ({ records }) => void delete records[name]);

/** Of a case with late rounds, an update, a model's wording and an end (no-stack). */
export const FORGERIES: readonly Forgery[] = [
  {
    what: 'a sentence of the summary, in report and Markdown too',
    forge: worded(2, ({ sentences }) => void (first(sentences).text = 'A person did it.')),
  },
  {
    what: 'a sentence added that cites a finding',
    forge: worded(2, ({ sentences }) => void sentences.push({ text: 'It was sabotage.', findings: ['F1'] })),
  },
  {
    what: '`by` of another model',
    forge: worded(1, (summary) => void (summary.by = 'bedrock other.model-v1')),
  },
  {
    what: '`by` of another model, in config.json too',
    forge: (of) => {
      for (const k of [1, 2]) worded(k, (summary) => void (summary.by = 'bedrock other.model-v1'))(of);
      config((record) => void (record.wordedBy = 'bedrock other.model-v1'))(of);
    },
    unless: /^who worded the report/,
  },
  {
    what: 'the note, to words of one’s own',
    forge: worded(1, (summary) => void (summary.note = 'Call +1 555 0100.')),
  },
  {
    what: 'the note, removed',
    forge: worded(1, (summary) => void delete summary.note),
    unless: /^who worded the report/,
  },
  {
    what: 'what the model said, for the template and "was throttled"',
    forge: (of) =>
      worded(2, (summary) => {
        summary.by = 'template';
        summary.sentences = templateSentences(Verdict.parse(of.records.get('verdict-2.json')));
        summary.note = 'The model was throttled, so the template speaks.';
      })(of),
    unless: /^who worded the report/,
  },
  {
    what: 'the event’s threshold',
    forge: event(({ incident }) => void (first(incident.alarms).threshold = 9)),
  },
  {
    what: 'the window',
    forge: event(({ incident }) => void (incident.window.from = '2026-12-01T06:00:00.000Z')),
  },
  {
    what: 'the baseline',
    forge: event(({ incident }) => void (incident.baseline.from = '2026-12-01T01:00:00.000Z')),
  },
  { what: 'the target', forge: event(({ incident }) => void (incident.targets = OTHER)) },
  {
    what: 'the target, and the setting that would lead to it',
    forge: (of) => {
      event(({ incident }) => {
        incident.targets = OTHER;
        incident.rung = 'configured';
      })(of);
      config(({ targets }) => void (targets['vehicle-position-errors'] = OTHER))(of);
    },
  },
  { what: 'openedAt', forge: event((record) => void (record.openedAt = LATER)) },
  {
    what: 'openedAt, with the window that follows',
    forge: event((record) => {
      record.openedAt = LATER;
      record.incident.window.to = LATER;
    }),
  },
  { what: 'the execution’s name', forge: event(({ execution }) => void (execution.name = 'mine')) },
  {
    what: 'the execution’s id and name',
    forge: event(({ execution }) => {
      execution.id = execution.id.replace(execution.name, 'mine');
      execution.name = 'mine';
    }),
    unless: /^which execution it was/,
  },
  { what: 'the alarm’s key', forge: event((record) => void (record.alarmKey = '0'.repeat(64))) },
  {
    what: 'that it replays another case',
    forge: event(
      (record) =>
        void (record.replay = { origin: `${record.caseId.slice(0, 12)}-live`, tools: 'fresh', deliver: [] }),
    ),
  },
  {
    what: 'a field of the raw event that nothing reads',
    forge: rewrite('event.json', '"version":"0"', '"version":"1"'),
    unless: /^what nothing is derived from/,
  },
  {
    what: 'a channel, removed',
    forge: config((record) => void (record.channels = record.channels.filter((one) => one !== 'terminal'))),
  },
  {
    what: 'a channel, added',
    forge: config(({ channels }) => void channels.push('slack')),
    unless: /^what nothing is derived from/,
  },
  { what: 'a server, removed', forge: config(({ servers }) => void servers.pop()) },
  { what: 'a server’s dialect', forge: config(({ servers }) => void (first(servers).dialect = 'awslabs')) },
  {
    what: 'the budget, to one more call',
    forge: config(({ budget }) => void budget.calls++),
    unless: /^what nothing is derived from/,
  },
  { what: 'the budget, to five calls', forge: config(({ budget }) => void (budget.calls = 5)) },
  { what: 'a late round, removed', forge: drop(/^rounds\/6\//) },
  {
    what: 'a round, added',
    forge: (of) =>
      set('rounds/8/ask.json', { ...Ask.parse(of.records.get('rounds/7/ask.json')), round: 8 })(of),
  },
  {
    what: 'all late rounds, removed, with evidence and update',
    forge: async (of) => {
      const early = Object.keys(Ask.parse(of.records.get('rounds/3/ask.json')).used);
      for (const name of Array.from(of.records.keys())) {
        const id = /^calls\/(.*)\.json$/.exec(name)?.[1];
        if (
          /^rounds\/[4-9]|-2\.|\/2-|^(ok|resolution)|resolved/.test(name) ||
          (id !== undefined && !early.includes(id))
        ) {
          of.records.delete(name);
        }
      }
      await deriveAgain(of);
    },
    unless: /^whether late evidence was looked for/,
  },
  { what: 'a probe’s timeout', forge: ask(1, ({ probes }) => void (first(probes).timeoutMs = 1)) },
  { what: 'a probe’s cost', forge: ask(1, ({ probes }) => void (first(probes).cost.calls = 9)) },
  { what: 'the reason to stop', forge: ask(3, (record) => void (record.stop = 'rounds')) },
  {
    what: 'what was not asked',
    forge: ask(
      3,
      ({ notAsked }) => void notAsked.push({ capability: 'health.events', args: {}, detail: 'no' }),
    ),
  },
  { what: 'what was known, with a call less', forge: ask(2, ({ used }) => void delete used['P2.1']) },
  {
    what: 'a round’s time, by a second, where answers depend on it',
    forge: ask(1, (record) => void (record.now = '2026-12-01T06:25:21.652Z')),
  },
  {
    what: 'a round’s time, by a second, where nothing does',
    forge: ask(3, (record) => void (record.now = '2026-12-01T06:25:25.652Z')),
    unless: /^when the case was opened/,
  },
  {
    what: 'a round’s time, to before the opening',
    forge: ask(1, (record) => void (record.now = '2026-12-01T06:00:00.000Z')),
  },
  {
    what: 'a server that is said to have failed, and was not asked',
    forge: ask(2, ({ failed }) => void (failed['elsewhere'] = 'Error')),
  },
  {
    what: 'a server that is said to have failed, and answered',
    forge: ask(2, ({ failed }) => void (failed['lambda'] = 'Error')),
    unless: /^why a server failed/,
  },
  {
    what: 'a call, added',
    forge: (of) =>
      set('calls/P1.2.json', { ...Call.parse(of.records.get('calls/P1.1.json')), id: 'P1.2' })(of),
  },
  {
    what: 'a call’s duration',
    forge: call('P1.1', (record) => void (record.durationMs += 100)),
    unless: /^how long calls took/,
  },
  { what: 'a call’s arguments', forge: call('P1.1', (record) => void (record.args = { names: ['other'] })) },
  {
    what: 'a call’s answer',
    forge: call('P4.1', (record) => void (record.outcome = { failure: { reason: 'denied', detail: 'no' } })),
  },
  {
    what: 'a call’s answer, and all that follows derived anew',
    forge: async (of) => {
      call(
        'P8.1',
        (record) => void (record.outcome = { failure: { reason: 'throttled', detail: 'slow down' } }),
      )(of);
      await deriveAgain(of);
    },
    unless: /^what the servers answered/,
  },
  {
    what: 'a gap of the evidence, removed',
    forge: edit(EvidenceRecord, 'evidence.json', ({ gaps }) => void gaps.pop()),
  },
  {
    what: 'the verdict’s score',
    forge: edit(Verdict, 'verdict-2.json', ({ hypotheses }) => void (first(hypotheses).score = 0.99)),
  },
  {
    what: 'a line of the report, in Markdown too',
    forge: report(2, ({ headline }) => void (headline.text = 'It was the network.')),
  },
  {
    what: 'a verdict 3, with summary and report',
    forge: (of) => {
      const verdict = Verdict.parse(of.records.get('verdict-2.json'));
      set('verdict-3.json', { ...verdict, k: 3, round: 7 })(of);
      set('summary-3.json', { ...Summary.parse(of.records.get('summary-2.json')), k: 3 })(of);
      set('report-3.json', { ...Report.parse(of.records.get('report-2.json')), k: 3 })(of);
      report(3, () => undefined)(of);
    },
  },
  { what: 'the update, removed', forge: drop(/-2\.|\/2-/) },
  {
    what: 'a delivery, added',
    forge: set('deliveries/2-sns.json', { v: 3, k: 2, channel: 'sns', at: '2026-12-01T06:31:00.000Z' }),
  },
  {
    what: 'a delivery, added with its attempt',
    forge: (of) => {
      const delivery = { v: 3, k: 2, channel: 'sns', at: '2026-12-01T06:31:00.000Z' };
      set('deliveries/2-sns.json', delivery)(of);
      set('deliveries/2-sns.attempt.json', { ...delivery, refused: false })(of);
    },
    unless: /^what was sent/,
  },
  { what: 'the end’s alarm', forge: rewrite('ok.json', 'vehicle-position', 'other') },
  { what: 'the end’s time', forge: edit(CaseOk, 'ok.json', ({ alarm }) => void (alarm.at = LATER)) },
  { what: 'the end’s time, in its event too', forge: rewrite('ok.json', 'T06:55:18', 'T06:45:18') },
  {
    what: 'the end’s time, with all that follows',
    forge: (of) => {
      rewrite('ok.json', 'T06:55:18', 'T06:45:18')(of);
      rewrite('resolution.json', '06:55:18', '06:45:18')(of);
      rewrite('resolution.json', 'after 30 min', 'after 20 min')(of);
    },
    unless: /^that the alarm is OK again/,
  },
  {
    what: 'the resolution’s text',
    forge: edit(Resolution, 'resolution.json', (record) => void (record.text = 'All is well.')),
  },
  { what: 'an unknown file, added', forge: set('notes.md', 'The cause is the network.') },
  { what: 'an entry of the manifest, removed', manifest: true, forge: unlist('calls/P1.1.json') },
  { what: 'the last entry of the manifest, removed', manifest: true, forge: unlist('rounds/7/ask.json') },
  { what: 'the manifest, removed', manifest: true, forge: drop(/^manifest/) },
];
