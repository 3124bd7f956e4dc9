import { addressText, PAGE_SIZE, pageOf } from '../../../core/memory/pages.ts';
import type { RxOwner } from '../../../core/timeline/mailboxes.ts';
import type { Timeline } from '../../../core/timeline/timeline.ts';
import type { MailboxView } from './views.ts';

/** The mailboxes of all endpoints after an event. */
export function mailboxViews(timeline: Timeline, moment: number): readonly MailboxView[] {
  return timeline.lanes.flatMap((name, lane) => {
    const mailbox = timeline.mailboxes.at(name, moment);
    if (mailbox === undefined) return [];
    const { tx, rx, pages, rxOwner } = mailbox;
    return {
      lane,
      tx: addressText(tx),
      rx: addressText(rx),
      pages,
      txOwner: name,
      rxOwner: ownerText(rxOwner, name),
      txPage: pageAt(timeline, name, tx),
      rxPage: pageAt(timeline, name, rx),
    };
  });
}

function ownerText(owner: RxOwner, endpoint: string): string {
  return owner === 'endpoint' ? endpoint : `the ${owner}`;
}

/** The page at an address of an endpoint: where its machine maps memory that it owns; else the address is taken for a physical one. */
function pageAt({ machine, pages: { space } }: Timeline, endpoint: string, address: number): number {
  const partition = machine?.partitions.find(({ name }) => name === endpoint);
  const owned = partition?.memory.find(({ at, pages }) => address >= at && address < at + pages * PAGE_SIZE);
  return space.indexOf(pageOf(owned === undefined ? address : owned.base + (address - owned.at)));
}
