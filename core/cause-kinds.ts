/** What can be a cause: the closed list that rules, scenarios and reports share. */
export const TRUE_CAUSE_KINDS = [
  /** New code fails, or is slower. */
  'deployment',
  /** Settings of a resource were changed, with the same code. */
  'configuration-change',
  /** A limit or a capacity is too low for the load: concurrency, throughput, a quota. */
  'capacity-limit',
  /** Something is denied that was allowed before. */
  'permission',
  /** A mapping, rule or subscription that should start work is off or gone. */
  'trigger-disabled',
  /** Memory, disk or connections ran out without a change in the account. */
  'resource-exhausted',
  /** Something outside the account fails or is slow. */
  'dependency',
  /** An input that can't be processed blocks others. */
  'poison-input',
  /** More, or less, load than usual. */
  'traffic',
  /** A certificate, token or secret expired. */
  'expired',
  /** A managed service had an event of its own: failover, maintenance, outage. */
  'service-event',
  /** The alarm was created or edited; what it watches did not change. */
  'alarm-change',
  /** None of these: the mechanism says what. */
  'other',
] as const;

/**
 * Causes that a rule may propose. The last two are never named: `modification`, something was changed and it is not
 * known what; `application-error`, it began to fail and nothing that changed is known.
 */
export const CAUSE_KINDS = [...TRUE_CAUSE_KINDS, 'modification', 'application-error'] as const;
