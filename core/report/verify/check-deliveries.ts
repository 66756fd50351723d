import { Delivery } from '../../case.ts';
import { Attempt } from '../deliver.ts';
import { type Checking, isBefore, same } from './checking.ts';
import { parsed } from './read-case.ts';

/** What was sent, was sent of this case, over its channels, and after an attempt was recorded. */
export function checkDeliveries(checking: Checking, reports: ReadonlyMap<number, string>): void {
  const { event, config, records, course, failures } = checking;
  const channels = event.replay === undefined ? config.channels : event.replay.deliver;
  for (const name of records.keys()) {
    const [, stem = '', attempt] = /^deliveries\/(.+?)(\.attempt)?\.json$/.exec(name) ?? [];
    if (stem === '') continue;
    course.mayWrite(name);
    const schema = attempt === undefined ? Delivery : Attempt;
    const delivery = parsed(schema, name, checking);
    if (delivery === undefined) continue;
    const { k, channel, at } = delivery;
    if (stem !== `${k}-${channel}`) failures.push(`${name}: says that it is ${k}-${channel}.`);
    if (!channels.includes(channel)) failures.push(`${name}: ${channel} is no channel of this case.`);
    const earliest = k === 'resolved' ? event.openedAt : reports.get(k);
    if (earliest === undefined) failures.push(`${name}: there is no report ${k}.`);
    else if (isBefore(at, earliest))
      failures.push(`${name}: is from before ${earliest}, when it could be at the earliest.`);
    if (k === 'resolved' && !records.has('ok.json'))
      failures.push(`${name}: the alarm's end is not recorded.`);
    if (attempt !== undefined) continue;
    const before = records.get(`deliveries/${stem}.attempt.json`);
    if (before === undefined) failures.push(`${name}: no attempt was recorded before it.`);
    else if (!same(before, { v: delivery.v, k, channel, at, refused: false })) {
      failures.push(`${name}: is not what its attempt became.`);
    }
  }
}
