import { type Rule, troubleSign, troubledElsewhere, unchangedSign } from './rule.ts';

/** Something outside the account that the function calls does not answer. */
export const dependency: Rule = (subject, facts) => {
  const error = subject.logs?.newErrors.find(({ signature }) => signature.kind === 'network');
  if (error === undefined || error.signature.kind !== 'network') return [];
  const { host } = error.signature;
  if (host === undefined || /\.amazonaws\.com(?:\.cn)?$/.test(host)) return [];
  const elsewhere = troubledElsewhere(error, subject, facts);
  const says = [(error.signatureFinding ?? error.finding).id];
  return [
    {
      kind: 'dependency',
      resource: { type: 'host', id: host },
      claim: `${host}, which ${subject.resource.id} calls, does not answer as it should.`,
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
          findings: elsewhere?.trouble ? [elsewhere.trouble.finding.id] : says,
        },
      ],
      nextSteps: [
        { text: `Look at the status page of ${host}, or ask who runs it.`, findings: says },
        {
          text: `Have ${subject.resource.id} give up sooner, or do without it, until it answers again.`,
          findings: says,
        },
      ],
    },
  ];
};
