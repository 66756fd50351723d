/** How something fails: the closed vocabulary that joins what a cause can bring with what is seen (design §9). */
export type FailureMode =
  | 'own-error'
  | 'denied'
  | 'unauthenticated'
  | 'expired'
  | 'unreachable'
  | 'refused'
  | 'throttled'
  | 'exhausted'
  | 'bad-setting'
  | 'cannot-start'
  | 'silent'
  | 'slow'
  | 'too-large'
  | 'rejected-input'
  | 'volume';

/** Words of a runtime, a client or a service, and the failure mode that they tell. */
export type FailureWords = readonly [FailureMode, RegExp];
