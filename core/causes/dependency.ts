import { hostEntity } from '../entity.ts';
import { seenOf } from './facts.ts';
import { type Rule, troubleSign, troubledElsewhere, unchangedSign } from './rule.ts';

/** Something outside the account that the function calls does not answer. */
export const dependency: Rule = (subject, facts) => {
  const error = subject.logs?.newErrors.find(({ signature }) => signature.kind === 'network');
  if (error === undefined || error.signature.kind !== 'network') return [];
  const { host } = error.signature;
  if (host === undefined || !isOutside(host)) return [];
  // A log line may name any host; only one that the settings refer to stands in the report.
  const referred =
    subject.config?.answer.refersTo.some(({ type, id }) => type === 'host' && id === host) === true;
  const elsewhere = troubledElsewhere(error, subject, facts);
  const troubled = elsewhere && seenOf(elsewhere, 'trouble')?.finding;
  const says = [(error.signatureFinding ?? error.finding).id];
  return [
    {
      kind: 'dependency',
      resource: referred ? hostEntity(host) : subject.entity,
      claim: `${referred ? `${host}, which ${subject.entity.id} calls,` : `Something outside that ${subject.entity.id} calls, as its log says,`} does not answer as it should.`,
      signs: [
        {
          expects: 'an error is logged that says so, and was not there before',
          weight: 0.4,
          seen: 'yes',
          findings: says,
        },
        troubleSign(subject, facts, 0.2),
        unchangedSign(subject, facts, 0.25),
        {
          expects: 'nothing of the account that the error names is in trouble',
          weight: 0.15,
          seen: elsewhere === undefined ? 'yes' : 'no',
          findings: troubled === undefined ? says : [troubled.id],
        },
      ],
      nextSteps: [
        {
          text: `${referred ? `Look at the status page of ${host}` : 'Look in the log which host it is'}, or ask who runs it.`,
          findings: says,
        },
        {
          text: `Have ${subject.entity.id} give up sooner, or do without it, until it answers again.`,
          findings: says,
        },
      ],
    },
  ];
};

/** A name in the public DNS that is not one of AWS's own. */
function isOutside(host: string): boolean {
  return (
    /\.[a-z]{2,}$/i.test(host) &&
    !/(?:^|\.)(?:amazonaws\.com(?:\.cn)?|on\.aws|localhost|internal|local)$/i.test(host)
  );
}
