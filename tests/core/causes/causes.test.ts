import { describe, expect, it } from '@jest/globals';
import type { Facts, SubjectFacts } from '../../../core/causes/facts.ts';
import { type Entity } from '../../../core/entity.ts';
import type { LogFacts } from '../../../core/observe/read-logs.ts';
import { rank } from '../../../core/judge/rank.ts';
import {
  at,
  entity,
  TARGET,
  TABLE,
  QUEUE,
  STREAM,
  written,
  saw,
  finding,
  series,
  shift,
  errorLine,
  OWN,
  logs,
  change,
  subject,
  facts,
  top,
} from './facts-of.ts';

describe('a deployment', () => {
  it('is named if its new version alone logs a new error of the code', () => {
    expect(top({ changes: [change()], ...logs([OWN]) })).toMatchObject({
      kind: 'deployment',
      band: 'high',
      score: 1,
    });
  });

  it('is doubted if the version before it logs the error too', () => {
    const both = { ...OWN, versions: ['41', '42'] };
    expect(top({ changes: [change()], ...logs([both]) })?.score).toBeLessThan(0.8);
  });

  it('is doubted if it merely came before, and the logs can’t be read', () => {
    expect(top({ changes: [change()] })).toMatchObject({ kind: 'deployment', score: 0.4, band: 'low' });
  });

  it('is ruled out if only known errors are logged', () => {
    expect(top({ changes: [change()], ...logs([], [OWN]) })?.score).toBeLessThan(0.3);
  });

  it('is not held against unread log lines', () => {
    expect(top({ changes: [change()], ...logs([], [OWN], true) })).toMatchObject({
      kind: 'deployment',
      score: 0.4,
    });
  });

  it('is not held against its lead over the alarm where it is not known when the trouble began', () => {
    const early = change({ at: at('00:00') });
    const signs = (parts: Partial<Facts>) =>
      rank(facts([subject({ changes: [early] })], parts))
        .find(({ kind }) => kind === 'deployment')
        ?.signs.find(({ expects }) => expects.startsWith('the trouble began with it'))?.seen;
    expect(signs({})).toBe('no');
    expect(signs({ judged: { series } })).toBe('unknown');
  });

  it('is not considered after the onset', () => {
    const kinds = rank(facts([subject({ changes: [change({ at: at('10:30') })], ...logs([OWN]) })])).map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['application-error']);
  });

  it('that ran well for minutes loses to a table whose throttling is seen', () => {
    const error = errorLine(
      'ProvisionedThroughputExceededException: The level of configured provisioned throughput',
    );
    const ranked = rank(
      facts([
        subject({ changes: [change({ at: at('01:00') })], ...logs([error]) }),
        subject({
          entity: TABLE,
          part: 'related',
          ...saw({ throttled: finding('F7'), 'at-limit': finding('F8') }),
        }),
      ]),
    );
    expect(ranked[0]).toMatchObject({ kind: 'capacity-limit', resource: written(TABLE), score: 0.8 });
    expect(ranked.find(({ kind }) => kind === 'deployment')?.score).toBeLessThan(0.6);
  });

  it('loses if the error names another function that is in trouble itself', () => {
    const error = errorLine('NoQuote: pricing gave none');
    const pricing = entity('AWS::Lambda::Function', 'pricing');
    const score = (other: Partial<SubjectFacts>) =>
      rank(
        facts([
          subject({ changes: [change()], ...logs([error]) }),
          subject({ entity: pricing, part: 'related', ...other }),
        ]),
      ).find(({ kind }) => kind === 'deployment')?.score ?? 0;
    expect(score(saw({ trouble: finding('F9') }))).toBeLessThan(score({}));
  });

  it('that is only slower cites what proves that no error is new, and nothing else', () => {
    const sign = (log: Partial<LogFacts>) => {
      const one = subject({
        changes: [change()],
        ...saw({ slower: finding('F7') }),
        logs: { newErrors: [], knownErrors: [], partial: false, ...log },
      });
      const judged = { series: { ...series, name: 'Duration' }, shift };
      const [first] = rank(facts([one], { judged })).filter(({ claim }) => claim.includes('takes longer'));
      const { seen, findings } = first?.signs.find(({ expects }) => expects.startsWith('no error')) ?? {};
      return [seen, findings];
    };
    expect(sign({ quiet: finding('F9') })).toEqual(['yes', ['F9']]);
    expect(sign({ knownErrors: [errorLine('ERROR old')] })).toEqual(['yes', ['F3']]);
    expect(sign({})).toEqual(['unknown', []]);
    expect(sign({ quiet: finding('F9'), partial: true })).toEqual(['unknown', []]);
  });

  it('that is only slower is named if the alarm is about time, and not for a rise of traffic', () => {
    const quiet = { newErrors: [], knownErrors: [], partial: false, quiet: finding('F9') };
    const slow = subject({ changes: [change()], ...saw({ slower: finding('F7') }), logs: quiet });
    const about = (name: string) =>
      rank(facts([slow], { judged: { series: { ...series, name }, shift } }))[0];
    expect(about('Duration')).toMatchObject({ kind: 'deployment', score: 1 });
    expect(about('Invocations')?.score).toBeLessThan(0.6);
  });

  it('puts no name into a command that a shell would read otherwise', () => {
    const aliases = [{ name: 'live; rm -rf x', finding: finding('F6') }];
    expect(top({ changes: [change({ aliases })], ...logs([OWN]) })?.nextSteps[0]).not.toHaveProperty(
      'command',
    );
  });
});

describe('other rules', () => {
  it('name a change of settings whose mechanism is seen: a variable that is gone', () => {
    const changed = [{ setting: 'removed-variable' as const, name: 'TAX_URL', finding: finding('F8') }];
    const one = change({ kind: 'configuration', changed });
    expect(top({ changes: [one], ...logs([OWN]) })).toMatchObject({ kind: 'configuration-change', score: 1 });
  });

  it('say of $LATEST only where there is one', () => {
    const steps = (of: Entity) => {
      const { previous: _previous, ...one } = change({ kind: 'configuration', entity: of });
      return JSON.stringify(top({ entity: of, changes: [one], ...logs([OWN]) })?.nextSteps);
    };
    expect(steps(TARGET)).toContain('$LATEST');
    expect(steps(TABLE)).toMatch(/template, the pipeline or a backup/);
    expect(steps(TABLE)).not.toContain('$LATEST');
  });

  it('name throttling at the reserved limit', () => {
    expect(top(saw({ throttled: finding('F7'), 'at-limit': finding('F8') }))).toMatchObject({
      kind: 'capacity-limit',
      score: 0.8,
    });
  });

  it('name what is denied, and the role that was changed', () => {
    const error = errorLine(
      'User: arn:aws:sts::111122223333:assumed-role/checkout-role/checkout is not authorized to perform: dynamodb:PutItem on resource: y',
      {
        saysFinding: finding('F7'),
      },
    );
    const role = entity('AWS::IAM::Role', 'checkout-role');
    const changes = [change({ kind: 'permission', entity: role })];
    expect(top(logs([error]))).toMatchObject({ kind: 'permission', score: 0.7 });
    expect(top({ changes, ...logs([error]) })).toMatchObject({ kind: 'permission', score: 1 });
  });

  it('name a mapping that is off, and not one that is on', () => {
    const mapping = (state: string) => ({
      entity: QUEUE,
      mappings: [
        {
          entity: entity('AWS::Lambda::EventSourceMapping', 'm-1'),
          function: entity('AWS::Lambda::Function', 'worker'),
          source: QUEUE,
          state,
          finding: finding('F7'),
          changes: [],
        },
      ],
    });
    expect(top(mapping('Disabled'))).toMatchObject({
      kind: 'trigger-disabled',
      resource: written(QUEUE),
      score: 0.8,
    });
    expect(top(mapping('Enabled'))).toBeUndefined();
  });

  it('name memory that ran out only if nobody changed the function', () => {
    const error = errorLine('RequestId: 1 Error: Runtime exited with error: signal: killed');
    expect(top({ ...logs([error]), ...saw({ unchanged: finding('F7') }) })).toMatchObject({
      kind: 'resource-exhausted',
      score: 1,
    });
    const deployed = rank(facts([subject({ changes: [change()], ...logs([error]) })]));
    expect(deployed[0]?.kind).toBe('deployment');
  });

  it('name the host that does not answer, but never a host of AWS', () => {
    const to = (host: string) =>
      logs([errorLine(`TimeoutError: request to https://${host} timed out after 3000 ms`)]);
    const unchanged = saw({ unchanged: finding('F7') });
    const named = top({ ...to('api.pay.example'), ...unchanged });
    expect(named).toMatchObject({
      kind: 'dependency',
      resource: { type: 'host', id: 'api.pay.example' },
      score: 1,
    });
    // Its settings don't refer to that host: it is said that the log does.
    expect(named?.claim).toContain('as its log says');
    // New code right before does not explain it.
    expect(top({ ...to('api.pay.example'), changes: [change()] })?.kind).toBe('dependency');
    expect(top({ ...to('localhost:2773'), ...unchanged })?.kind).toBe('application-error');
    expect(top(to('sqs.eu-west-1.amazonaws.com'))?.kind).toBe('application-error');
  });

  it('take errors that code handles itself for trouble, if a good part of the calls has them', () => {
    const calls = (each: number) => new Map([['invocations', { ...series, value: () => each }]]);
    const score = (each: number) =>
      rank(
        facts([
          subject({ entity: QUEUE }),
          subject({
            part: 'related',
            changes: [change()],
            series: calls(each),
            ...logs([OWN]),
            ...saw({ calm: finding('F9') }),
          }),
        ]),
      ).find(({ kind }) => kind === 'deployment')?.score ?? 0;
    expect(score(100)).toBeGreaterThanOrEqual(0.8);
    expect(score(10_000)).toBeLessThan(score(100));
  });

  it('name a host that always failed now and then, once that multiplies and lasts', () => {
    const usual = errorLine('TimeoutError: request to https://api.pay.example timed out after 3000 ms');
    const surge = { times: 40, finding: finding('F7', 'error-surged') };
    expect(top(logs([], [usual]))?.kind).not.toBe('dependency');
    expect(top(logs([], [{ ...usual, surge }]))).toMatchObject({
      kind: 'dependency',
      resource: { type: 'host', id: 'api.pay.example' },
    });
  });

  it('name a certificate that has expired, in the words of several runtimes, and not one that is only named', () => {
    const says = (line: string) => top({ ...logs([errorLine(line)]), ...saw({ unchanged: finding('F7') }) });
    for (const line of [
      'FetchError: request to https://api.pay.example failed, reason: certificate has expired',
      'Post "https://api.pay.example": tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
      'javax.net.ssl.SSLHandshakeException: java.security.cert.CertificateExpiredException: NotAfter: Tue Apr 21',
    ]) {
      const resource = line.includes('pay.example')
        ? { type: 'host', id: 'api.pay.example' }
        : written(TARGET);
      expect(says(line)).toMatchObject({ kind: 'expired', resource, score: 1 });
    }
    expect(says('Error: no certificate for api.pay.example')?.kind).toBe('application-error');
    const deployed = { changes: [change()], ...logs([errorLine('Error: certificate has expired')]) };
    expect(top(deployed)?.kind).toBe('expired');
  });

  it('name a record that blocks a stream, but not a function that merely fails', () => {
    const mappings = [
      {
        entity: entity('AWS::Lambda::EventSourceMapping', 'm-1'),
        function: TARGET,
        source: STREAM,
        state: 'Enabled',
        finding: finding('F7'),
        changes: [],
      },
    ];
    const blocked = {
      mappings,
      ...saw({ waiting: finding('F8'), unchanged: finding('F9') }),
      ...logs([OWN]),
    };
    expect(top(blocked)).toMatchObject({ kind: 'poison-input', resource: written(STREAM), score: 0.9 });
    expect(top({ mappings, ...saw({ unchanged: finding('F9') }), ...logs([OWN]) })?.kind).toBe(
      'application-error',
    );
  });

  it('name the alarm itself if it was just edited and its metric is as usual', () => {
    const edited = { at: at('11:00'), finding: finding('F7') };
    const of = (judged: Facts['judged']) =>
      rank(
        facts([subject()], {
          alarm: { finding: finding('F1'), at: at('12:11'), health: [], edited },
          ...(judged && { judged }),
        }),
      )[0];
    expect(of({ series, steady: finding('F8', 'no-shift') })).toMatchObject({
      kind: 'alarm-change',
      score: 1,
    });
    expect(of({ series, steady: finding('F8', 'came-back') })?.score).toBe(0);
    expect(of({ series, shift })?.score).toBe(0);
  });

  it('name an event of AWS only of the service that the resource belongs to', () => {
    const of = (service: string) => {
      const health = [{ service, start: at('08:50'), issue: true, finding: finding('F7') }];
      return rank(facts([subject()], { alarm: { finding: finding('F1'), at: at('12:11'), health } }))[0];
    };
    expect(of('LAMBDA')).toMatchObject({ kind: 'service-event', resource: written(TARGET), score: 1 });
    expect(of('RDS')).toBeUndefined();
  });

  it('name what merely fails at the same time with medium confidence at most', () => {
    const only = facts([subject({ part: 'coincident', changes: [change()], ...logs([OWN]) })], {
      resolved: { targets: [TARGET], rung: 'only-failing' },
      judged: { series, shift },
    });
    const [own] = only.subjects;
    const ranked = rank({ ...only, subjects: own ? [{ ...own, ...saw({ trouble: finding('F9') }) }] : [] });
    expect(ranked[0]).toMatchObject({ kind: 'deployment', band: 'medium', score: 0.85 });
  });

  it('never name a change as the cause of which no source tells what was changed', () => {
    expect(top({ changes: [change({ kind: 'modification' })], ...logs([OWN]) })).toMatchObject({
      kind: 'modification',
      band: 'low',
    });
  });

  it('never name an error without a trigger as the cause', () => {
    expect(top(logs([OWN]))).toMatchObject({ kind: 'application-error', band: 'low' });
  });
});
