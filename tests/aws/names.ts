import { randomBytes } from 'node:crypto';

/** Everything that a run makes is named after its stage, so that it can be found again without this process. */
export interface Names {
  stage: string;
  /** Casefile's stack, and the beginning of all its names. */
  casefile: string;
  /** The demo application's stack, and the beginning of all its names. */
  application: string;
  checkout: string;
  ledger: string;
  worker: string;
  ledgerRole: string;
  table: string;
  orders: string;
  onCall: string;
  alarms: { checkoutErrors: string; checkoutThrottles: string; ledgerErrors: string; ordersAge: string };
}

export const STAGE = /^t[0-9a-f]{6}$/;

export function newStage(): string {
  return `t${randomBytes(3).toString('hex')}`;
}

export function namesOf(stage: string): Names {
  // Not `casefile-`: alarms of that name start no investigation.
  const application = `shop-${stage}`;
  const own = (name: string) => `${application}-${name}`;
  return {
    stage,
    casefile: `casefile-${stage}`,
    application,
    checkout: own('checkout'),
    ledger: own('ledger'),
    worker: own('worker'),
    ledgerRole: own('ledger-role'),
    table: own('ledger-table'),
    orders: own('orders'),
    onCall: own('on-call'),
    alarms: {
      checkoutErrors: own('checkout-errors'),
      checkoutThrottles: own('checkout-throttles'),
      ledgerErrors: own('ledger-errors'),
      ordersAge: own('orders-age'),
    },
  };
}
