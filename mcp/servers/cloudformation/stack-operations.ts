import type { StackEvent } from './stack-events.ts';

/** A rollback begins no operation: it belongs to the one that it undoes. */
const BEGINS = /^(?:CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/;

/** @param id of the stack that the events are of: only its own begin something, not those of stacks nested in it */
export function beginsOperation({ physicalId, status }: StackEvent, id: string): boolean {
  return physicalId === id && BEGINS.test(status);
}

/**
 * The events of a stack by what was done to it: newest operation first, the events of each oldest first. The oldest
 * may lack its beginning.
 * @param events newest first
 */
export function operationsOf(events: readonly StackEvent[], id: string): StackEvent[][] {
  const operations: StackEvent[][] = [];
  let operation: StackEvent[] = [];
  for (const event of events) {
    operation.push(event);
    if (!beginsOperation(event, id)) continue;
    operations.push(operation.reverse());
    operation = [];
  }
  return operation.length === 0 ? operations : [...operations, operation.reverse()];
}
