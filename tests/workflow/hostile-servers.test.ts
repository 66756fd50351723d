import { readdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../adapters/config/config.ts';
import { EvidenceRecord } from '../../core/case.ts';
import { paths } from '../../core/keys.ts';
import { readRecord } from '../../core/read-record.ts';
import { verifyCase } from '../../core/report/verify/verify-case.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { type RawServer, isAlive, politePins, rawServer } from '../harness/raw-server.ts';
import { type Outcome, investigate } from '../harness/simulated-run.ts';

/** How long a call of a server that answers nothing takes here; what ends by itself has the time that it has elsewhere. */
const PATIENCE_MS = 1_000;
const MUTE = ['silent', 'hangs', 'wrong-id', 'broken-json', 'drips'];
const FUNCTIONS = [
  'function.find',
  'function.config',
  'function.versions',
  'function.triggers',
  'account.limits',
];
const ALLOWED = [
  'get_account_limits',
  'get_function_configuration',
  'list_event_source_mappings',
  'list_functions',
  'list_versions',
];

/** What a server does, and why what it was asked is a gap. */
const MODES: Record<string, RegExp> = {
  silent:
    /unavailable: .* could not be reached: no session within|not-asked: .* was not ready within|is left alone/,
  exits: /unavailable: .* could not be reached: .*Connection closed/,
  hangs: /timeout: .* did not answer within|unavailable: /,
  'wrong-id': /timeout: .* did not answer within|is left alone/,
  'broken-json': /timeout: .* did not answer within|is left alone/,
  drips: /timeout: .* did not answer within|unavailable: /,
  half: /unavailable: .*Connection closed|is left alone/,
  endless: /too-large: |unavailable: |timeout: /,
  floods: /unavailable: |timeout: /,
  chatters: /unavailable: |timeout: /,
  oversize: /too-large: |unavailable: /,
  renamed: /failed: .*Unknown tool/,
  refuses: /failed: .*no such tool here/,
};
/** What is quoted where anything is taken as text, and is no answer to a question of ours. */
const TALKING: Record<string, RegExp> = {
  injects: /malformed: /,
  misshapen: /malformed: /,
  'no-content': /malformed: /,
  polite: /malformed: /,
};

const IN_PROCESS = { transport: 'in-process' };
/** Without CloudTrail, which is asked twice a second at most, and again after each wait. */
const NO_TRAIL = {
  ...IN_PROCESS,
  capabilities: ['stack.find', 'stack.resources', 'stack.events', 'health.events'],
};
const started = ({ command, args }: RawServer) => ({ transport: 'stdio', command, args });
const asLambda = (raw: RawServer) => ({ ...started(raw), dialect: 'casefile', capabilities: FUNCTIONS });
const attached = (raw: RawServer) => ({
  ...started(raw),
  questions: [{ title: 'Documents', tool: 'search' }],
});

/** The reasons why a server's questions have no answer, and the names of files that are not the case's. */
async function courseOf({ run, caseId }: Outcome) {
  const { gaps, evidence } = await readRecord(run.store, EvidenceRecord, paths.evidence(caseId));
  const files = await readdir(run.root);
  return {
    gapsOf: (name: string) =>
      gaps.flatMap(({ server, reason, detail }) => (server === name ? [`${reason}: ${detail}`] : [])),
    answered: evidence.map(({ server }) => server),
    strayFiles: files.filter((name) => !['cases', 'index', 'simulator.log'].includes(name)),
  };
}

/** With such servers beside ours, or in the place of ours. */
async function withServers(
  servers: Record<string, object>,
  raws: readonly RawServer[],
  { cloudformation = IN_PROCESS, mute = [] }: { cloudformation?: object; mute?: readonly string[] },
  look: (outcome: Outcome) => Promise<void>,
): Promise<void> {
  const ours = { cloudwatch: IN_PROCESS, lambda: IN_PROCESS, cloudformation };
  const config = parseConfig({ servers: { ...ours, ...servers } }, 'test');
  const patience = Object.fromEntries(mute.map((name) => [name, PATIENCE_MS]));
  try {
    await investigate({ scenario: 'bad-deploy', config, patience }, async (outcome) => {
      expect(outcome.run.messages.map(({ kind }) => kind)).toContain('report');
      expect((await verifyCase(outcome.run.store, outcome.caseId, dialects)).failures).toEqual([]);
      await look(outcome);
    });
    expect(raws.flatMap((raw) => raw.pids()).filter(isAlive)).toEqual([]);
  } finally {
    for (const raw of raws) raw.remove();
  }
}

describe('a server that misbehaves', () => {
  it.each(Object.entries({ ...MODES, ...TALKING }))(
    'in the place of ours and attached is gaps, and the cause is found without it: %s',
    async (mode, why) => {
      const [lambda, guest] = [rawServer(mode), rawServer(mode)];
      await withServers(
        { lambda: asLambda(lambda), guest: attached(guest) },
        [lambda, guest],
        { cloudformation: NO_TRAIL, mute: MUTE.includes(mode) ? ['lambda', 'guest'] : [] },
        async (outcome) => {
          const { gapsOf, answered, strayFiles } = await courseOf(outcome);
          expect(gapsOf('lambda').length).toBeGreaterThan(0);
          for (const gap of gapsOf('lambda')) expect(gap).toMatch(why);
          expect(answered).not.toContain('lambda');
          // What is no answer to a question of ours may still be text to quote.
          const silent = mode in MODES;
          expect(gapsOf('guest').map((gap) => why.test(gap))).toEqual(silent ? [true] : []);
          expect(answered.includes('guest')).toBe(!silent);
          const missing = outcome.reports[0]?.missing.map(({ text }) => text).join('\n') ?? '';
          expect(missing).toMatch(/function\.config /);
          expect(outcome.verdict.key.top).toMatchObject({
            kind: 'deployment',
            resource: 'AWS::Lambda::Function checkout-api',
          });
          expect(lambda.called().filter((tool) => !ALLOWED.includes(tool))).toEqual([]);
          expect(guest.called().filter((tool) => tool !== 'search')).toEqual([]);
          expect(strayFiles).toEqual([]);
        },
      );
    },
  );

  it('in every way at once, and with changed definitions, changes nothing of the verdict', async () => {
    const pins = await politePins();
    const changed = ['changed-description', 'changed-schema', 'changed-annotations'];
    const raws = new Map([...Object.keys(MODES), ...changed].map((mode) => [mode, rawServer(mode)]));
    const servers = Object.fromEntries(
      [...raws].map(([mode, raw]) => [mode, { ...attached(raw), ...(changed.includes(mode) && { pins }) }]),
    );
    await withServers(servers, [...raws.values()], { mute: MUTE }, async (outcome) => {
      const { gapsOf, answered } = await courseOf(outcome);
      for (const [mode, why] of Object.entries(MODES)) {
        expect([mode, gapsOf(mode)]).toEqual([mode, [expect.stringMatching(why)]]);
      }
      for (const mode of changed) {
        expect(gapsOf(mode)).toEqual([expect.stringMatching(/not-allowed: .*not the pinned one/)]);
        expect(raws.get(mode)?.called()).toEqual([]);
      }
      expect(new Set(answered)).toEqual(new Set(['eventbridge', 'cloudwatch', 'lambda', 'cloudformation']));
      expect(outcome.verdict.key).toMatchObject({ band: 'high', top: { kind: 'deployment' } });
    });
  });
});
