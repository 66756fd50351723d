import type { Incident } from '../case.ts';
import { type Entity, placeOf } from '../entity.ts';

/** The account whose evidence is read. */
export function accountReadFor(incident: Incident): string {
  return incident.readsAccount ?? placeOf(incident).account;
}

/** Can it be looked at? A resource of another account may have the name of one of ours, which says nothing about it. */
export function isReadable({ account }: Entity, incident: Incident): boolean {
  return account === accountReadFor(incident);
}
