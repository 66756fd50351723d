import { State } from './case.ts';
import { parseOr } from './parse.ts';

/** The workflow's state as a function gets it. @throws CasefileError `EventMalformed` */
export function parseState(payload: unknown): State {
  return parseOr(State, payload, {
    code: 'EventMalformed',
    what: "The workflow's state",
    hint: 'Start the state machine from its beginning; a state is not an input.',
  });
}
