import { hostEntity } from '../entity.ts';
import { type Rule, citesOf, saidSign, toldErrors, troubleSign, unchangedSign } from './rule.ts';

/** Of all that can be past its date, a certificate. */
const CERTIFICATE = /certificate|validity check|CERT_|Certificate|NotTimeValid|NotAfter/;

/** The certificate of something that is called ran out: nothing in the account was changed, and every call fails. */
export const expiredCertificate: Rule = (subject, facts) => {
  const error = toldErrors(subject).find(
    ({ reading }) => reading.mode === 'expired' && CERTIFICATE.test(reading.says ?? ''),
  );
  if (error === undefined) return [];
  const { entity } = subject;
  const { host } = error.reading;
  const whose = host ?? `what ${entity.id} calls`;
  return [
    {
      kind: 'expired',
      resource: host === undefined ? entity : hostEntity(host),
      claim: `The certificate of ${whose} has expired, so ${entity.id} can't reach it.`,
      signs: [
        saidSign(error, 0.5),
        troubleSign(subject, facts, 0.2),
        unchangedSign(subject, facts, 0.3, error),
      ],
      nextSteps: [
        {
          text:
            host !== undefined
              ? `Ask who runs ${host} to renew its certificate, and do without it until then.`
              : 'Look in the log which host it is, and have its certificate renewed.',
          findings: citesOf(error),
        },
      ],
    },
  ];
};
