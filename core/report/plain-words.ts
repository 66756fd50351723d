/**
 * Words that a sentence may have beside those of the verdict. None of them says how much, which way, whether, why, or
 * what to do: such words must come from a finding that the sentence cites.
 */
export const PLAIN_WORDS: ReadonlySet<string> = new Set(
  `a an the this that these those it its itself they their there here which who whose what
   and while as with within of in on at to into for from by via per about around during when where
   is was are were be been being has have had having does did do
   since then now also both same together respectively namely
   began begin begins begun beginning started start starts starting appeared appears came comes coming
   shows showed shown showing seen see saw sees found finds observed reported reports recorded counted
   time times moment minute minutes second seconds hour hours period start onset
   alarm alarms function functions table tables queue queues stream streams api apis resource resources
   version versions deployment deployments stack stacks change changes changed error errors failure failures
   failed fails failing invocation invocations request requests call calls message messages log logs logged line lines
   traffic metric metrics value values level cause likely evidence investigation finding findings
   points point pointing refers belongs affected affecting involved concerned related
   first new latest recent shortly soon meanwhile currently`
    .split(/[\s,]+/)
    .filter((word) => word !== ''),
);

/** A sentence must have as many of them as the findings that it cites: leaving one out turns a meaning round. */
export const TURNING_WORDS: ReadonlySet<string> = new Set(
  'no not never none nothing nobody neither nor without only hardly except but unless'.split(' '),
);
