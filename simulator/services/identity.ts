import type { Service } from '../answer.ts';

/** Who asks: everybody is this role. The account has an alias, as most that are shared have. */
const ROLE = 'simulated-reader';
const ALIAS = 'simulated';

export const sts: Service = {
  name: 'sts',
  protocol: 'query',
  operations: {
    GetCallerIdentity: ({ world }) => {
      const { account } = world.scenario;
      return {
        Arn: `arn:aws:sts::${account}:assumed-role/${ROLE}/session`,
        UserId: `AROASIMULATED:session`,
        Account: account,
      };
    },
  },
};

export const iam: Service = {
  name: 'iam',
  protocol: 'query',
  operations: { ListAccountAliases: () => ({ AccountAliases: [ALIAS], IsTruncated: false }) },
};
