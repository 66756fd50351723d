import { hostEntity } from '../entity.ts';
import type { ErrorPattern } from '../observe/read-logs.ts';
import { type Rule, troubleSign, unchangedSign } from './rule.ts';

/** How runtimes and TLS libraries say it: Node, OpenSSL and Python, Go, Java, .NET. */
const EXPIRED =
  /certificate has expired|CERT_HAS_EXPIRED|certificate verify failed: certificate has expired|x509: certificate has expired|CertificateExpiredException|NotTimeValid/;

/** The certificate of something that is called ran out: nothing in the account was changed, and every call fails. */
export const expiredCertificate: Rule = (subject, facts) => {
  const error = subject.logs?.newErrors.find(({ sample }) => EXPIRED.test(sample));
  if (error === undefined) return [];
  const { entity } = subject;
  const host = hostOf(error);
  // A log line may name any host; only one that the settings refer to stands in the report.
  const referred =
    host !== undefined &&
    subject.config?.answer.refersTo.some(({ type, id }) => type === 'host' && id === host) === true;
  const whose = referred ? host : `what ${entity.id} calls`;
  return [
    {
      kind: 'expired',
      resource: referred ? hostEntity(host) : entity,
      claim: `The certificate of ${whose} has expired, so ${entity.id} can't reach it.`,
      signs: [
        {
          expects: 'an error is logged that says so, and was not there before',
          weight: 0.5,
          seen: 'yes',
          findings: [error.finding.id],
        },
        troubleSign(subject, facts, 0.2),
        unchangedSign(subject, facts, 0.3),
      ],
      nextSteps: [
        {
          text: referred
            ? `Ask who runs ${host} to renew its certificate, and do without it until then.`
            : 'Look in the log which host it is, and have its certificate renewed.',
          findings: [error.finding.id],
        },
      ],
    },
  ];
};

function hostOf({ sample }: ErrorPattern): string | undefined {
  return /https?:\/\/([A-Za-z0-9.-]{1,253})/.exec(sample)?.[1];
}
