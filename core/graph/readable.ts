import type { Incident } from '../case.ts';
import { type Entity, type Place, placeOf } from '../entity.ts';

/** The account and region whose evidence is read. */
export function placeReadFor(incident: Incident): Place {
  const place = placeOf(incident);
  return { ...place, account: incident.readsAccount ?? place.account };
}

/** Can it be looked at? A resource of another account or region may have the name of one of ours, which says nothing about it. */
export function isReadable({ account, region }: Entity, incident: Incident): boolean {
  const here = placeReadFor(incident);
  return account === here.account && region === here.region;
}
