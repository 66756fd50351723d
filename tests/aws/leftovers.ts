import type { Clients } from './clients.ts';
import { kindsOf } from './kinds.ts';
import type { Names } from './names.ts';
import { messageOf } from './say.ts';

/** Something that is still there, and the command that removes it. */
export interface Leftover {
  what: string;
  command: string;
}

/** Looks for everything that a run makes, kind by kind, by its name; `stacks` are ids of stacks that should be gone. */
export async function leftoversOf(
  clients: Clients,
  names: Names,
  stacks: readonly string[],
): Promise<Leftover[]> {
  const left: Leftover[] = [];
  for (const { kind, find, remove, list } of kindsOf(clients, names, stacks)) {
    try {
      left.push(...(await find()).map((id) => ({ what: `${kind} ${id}`, command: remove(id) })));
    } catch (error) {
      left.push({ what: `${kind}: could not be listed: ${messageOf(error)}`, command: list });
    }
  }
  return left;
}
