import * as z from 'zod';
import type { Config } from '../../adapters/config/config.ts';
import { EvidenceRecord } from '../../core/case.ts';
import { canonical } from '../../core/canonical.ts';
import { capabilities } from '../../core/evidence/capabilities.ts';
import { paths } from '../../core/keys.ts';
import { readRecord } from '../../core/read-record.ts';
import { verifyCase } from '../../core/report/verify/verify-case.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { investigate } from '../harness/simulated-run.ts';

/** What an attached server was asked, and what the last report says of its answer. */
export interface Said {
  server: string;
  tool: string;
  read: string;
  /** With the incident's names in it. */
  args: string;
  /** The question's number. */
  probe: string;
  /** Its answer as it was read. */
  passages: { title: string; source: string; text: string }[];
  /** As quoted in the report. */
  lines: string[];
}

/** What came of an investigation. */
export interface Ran {
  ms: number;
  /** The verdict's key, and the texts of its findings. */
  decided: { key: string; findings: string[] };
  /** All of the verdict as text, for what must not be in it. */
  verdict: string;
  /** Evidence that a finding rests on. */
  restsOn: string[];
  said: Said[];
  /** What is missing of attached servers. */
  gaps: string[];
  failures: string[];
  markdown: string;
}

/** Gaps of a machine that is busy: these servers need seconds to start. */
const LATE = /: (?:timeout|unavailable): |was not ready within/;

const TRIES = 3;

/** One investigation of the incident; again if a server was late, which is said. */
export async function runWith(config: Config, say: (line: string) => void): Promise<Ran> {
  for (let tries = 1; ; tries++) {
    const ran = await runOnce(config);
    const late = ran.gaps.find((gap) => LATE.test(gap));
    if (late === undefined || tries === TRIES) return ran;
    say(`Again, since a server was late after ${ran.ms} ms: ${late}`);
  }
}

async function runOnce(config: Config): Promise<Ran> {
  const ran: Ran[] = [];
  const started = performance.now();
  await investigate({ scenario: 'bad-deploy', config }, async (outcome) => {
    const ms = Math.round(performance.now() - started);
    const { run, caseId, verdict, reports } = outcome;
    const { store } = run;
    const { evidence, gaps } = await readRecord(store, EvidenceRecord, paths.evidence(caseId));
    const context = reports.at(-1)?.context ?? [];
    const { args, answer } = capabilities['context.read'];
    const asked = evidence.filter(({ capability }) => capability === 'context.read');
    const markdown = await store.get(paths.report(caseId, verdict.k, 'md'));
    ran.push({
      ms,
      decided: { key: canonical(verdict.key), findings: verdict.findings.map(({ text }) => text) },
      verdict: JSON.stringify(verdict),
      restsOn: verdict.findings.flatMap((finding) => finding.evidence),
      said: asked.map((item) => {
        const { tool, read, arguments: filled } = args.parse(item.args);
        const probe = `P${item.id.slice(1)}`;
        return {
          server: item.server,
          tool,
          read,
          args: canonical(filled),
          probe,
          passages: answer.parse(item.answer).passages,
          lines: context.filter(({ cites }) => cites.includes(probe)).map(({ text }) => text),
        };
      }),
      gaps: gaps
        .filter(({ capability }) => capability === 'context.read')
        .map(({ server, reason, detail }) => `${server}: ${reason}: ${detail}`),
      failures: (await verifyCase(store, caseId, dialects)).failures,
      markdown: z.string().parse(markdown?.value),
    });
  });
  const [only] = ran;
  if (only === undefined) throw new Error('the investigation came to no end');
  return only;
}
