import type { Json } from '../core/canonical.ts';
import { parseState } from '../core/parse-state.ts';
import type { Ports } from '../core/ports.ts';
import { publishReport as publish } from '../core/report/publish-report.ts';

/** Stores and delivers the newest verdict's report, and says when to look again. */
export async function publishReport(
  payload: unknown,
  {
    store,
    publishers,
    clock,
    linkTo,
    directLinkTo,
  }: Pick<Ports, 'store' | 'publishers' | 'clock' | 'linkTo' | 'directLinkTo'>,
): Promise<Json> {
  return publish(parseState(payload), { store, publishers, linkTo, directLinkTo, now: clock.now() });
}
