import { behavioursOf } from '../abi/behaviours.ts';
import { PROPERTY_NOTIFICATIONS } from '../abi/bits.ts';
import { bytesReceived } from '../abi/carried.ts';
import { addressIn, type Frame, w } from '../abi/frame.ts';
import { functionOfId, widthOfId } from '../abi/functions.ts';
import { MESSAGE_1_1 } from '../abi/layouts.ts';
import { isSecureId } from '../abi/operations.ts';
import { PAGE_SIZE, pagesIn } from '../abi/pages.ts';
import { readNumber } from '../abi/structure.ts';
import { VERSION_1_0 } from '../abi/versions.ts';
import { lowerHalf, upperHalf } from '../abi/words.ts';
import { HYPERVISOR_ID, type MachineSpec } from '../board/machine.ts';
import type { RecordedCall, RecordedChange, RecordedEvent } from '../decode/recorded-event.ts';
import type { AgreedVersions } from './agreed-versions.ts';
import { statusOf } from './event-words.ts';
import { lastAtMost } from './page-space.ts';

/** Whose RX is: its endpoint's while something for it lies there, otherwise the manager's; the hypervisor's while that fills it for a VM. */
export type RxOwner = 'endpoint' | 'manager' | 'hypervisor';

/** The RX/TX buffers of an endpoint. TX is its own at every moment: the manager copies from it during a call, and is done when it answers. */
export interface Mailbox {
  /** Addresses as the endpoint gave them; physical ones where its hypervisor did. */
  readonly tx: number;
  readonly rx: number;
  /** Of each of the two. */
  readonly pages: number;
  readonly rxOwner: RxOwner;
}

/** What became of a mailbox with an event; `undefined` once it is unmapped. */
interface MailboxStep {
  readonly event: number;
  readonly mailbox: Mailbox | undefined;
}

const PAGE_COUNT = 0x3f;
const RETAIN_RX = 0x1;
const RX_FULL = 0x1;

/**
 * Follows RX/TX buffers through the calls that map them, fill RX and give it back. A message that a hypervisor sends for a VM lies in the VM's TX,
 * which no recording has: who got it is seen when RX is given back.
 */
export class Mailboxes {
  readonly #versions: AgreedVersions;
  readonly #names = new Map<number, string>();
  readonly #steps = new Map<string, MailboxStep[]>();
  /** Whom the framework notifies of messages; and of those, who has not heard of the one in its RX: waiting does not give that back. */
  readonly #notified = new Set<string>();
  readonly #unread = new Set<string>();
  /** A hypervisor that mediates tells of its guests' buffers behind their backs, within their own calls. */
  readonly #mediator: string | undefined;

  /** `versions` follows the same events, each before this does. Endpoints of which no machine tells are known once they have asked for their ids. */
  constructor(versions: AgreedVersions, machine?: MachineSpec) {
    this.#versions = versions;
    for (const { name, id, properties } of machine?.partitions ?? []) {
      this.#names.set(id, name);
      if (isSecureId(id) && (properties & PROPERTY_NOTIFICATIONS) !== 0) this.#notified.add(name);
    }
    this.#mediator = machine?.mediator && this.#names.get(HYPERVISOR_ID);
  }

  /** Takes the next event. */
  follow(event: RecordedEvent, number: number): void {
    if (event.kind === 'abort') this.#put(event.caller, number, undefined);
    if (event.kind !== 'call' || event.injected) return;
    if (event.out !== undefined && statusOf(event) === undefined) this.#served(event, event.out, number);
  }

  /** The mailbox of an endpoint after an event; `undefined` where it has none. */
  at(endpoint: string, event: number): Mailbox | undefined {
    const steps = this.#steps.get(endpoint) ?? [];
    return steps[lastAtMost(steps.length, (at) => steps[at].event <= event)]?.mailbox;
  }

  /** A call that was not refused. */
  #served(call: RecordedCall, out: Frame, number: number): void {
    const { caller, in: question, tx } = call;
    const w1 = w(question, 1);
    switch (functionOfId(w(question, 0))?.name) {
      case 'FFA_ID_GET':
        this.#names.set(lowerHalf(w(out, 2)), caller);
        break;
      case 'FFA_RXTX_MAP':
        this.#map(call, number);
        break;
      case 'FFA_RXTX_UNMAP':
        this.#put(this.#named(caller, upperHalf(w1)), number, undefined);
        break;
      case 'FFA_RX_RELEASE':
        this.#give(this.#named(caller, lowerHalf(w1)), number, 'manager');
        break;
      case 'FFA_RX_ACQUIRE':
        this.#give(this.#named(caller, lowerHalf(w1)), number, 'hypervisor');
        break;
      case 'FFA_MSG_SEND2':
        if (tx !== undefined && tx.length >= MESSAGE_1_1.size) this.#deliver(tx, number);
        break;
      case 'FFA_MSG_WAIT':
        if (!this.#keepsRx(caller, question, number)) this.#give(caller, number, 'manager');
        break;
      case 'FFA_NOTIFICATION_BITMAP_CREATE':
        this.#notified.add(this.#named(caller, lowerHalf(w1)));
        break;
      case 'FFA_NOTIFICATION_GET':
        if (((w(out, 6) | w(out, 7)) & RX_FULL) !== 0)
          this.#unread.delete(this.#named(caller, lowerHalf(w1)));
        break;
      default:
    }
    if (bytesReceived(question, out) > 0) this.#give(caller, number, 'endpoint');
  }

  #map({ caller, in: question, changes }: RecordedCall, number: number): void {
    const wide = widthOfId(w(question, 0)) === 64;
    const pages = w(question, 3) & PAGE_COUNT;
    const own = { tx: addressIn(question, 1, wide), rx: addressIn(question, 2, wide), pages };
    if (caller === this.#mediator && pages === 0) return;
    if (pages !== 0) {
      this.#put(caller, number, { ...own, rxOwner: 'manager' });
      return;
    }
    // The hypervisor describes buffers of a VM in its TX, which is not recorded; the pages that are held from now on tell as much.
    const claimed = changes.filter(({ change }) => change === 'claimed');
    const half = pagesIn(claimed) / 2;
    const [first] = claimed;
    if (first === undefined) return;
    const [tx, rx] = [addressAfter(claimed, 0), addressAfter(claimed, half)];
    this.#put(first.party, number, { tx, rx, pages: half, rxOwner: 'manager' });
  }

  #deliver(letter: Uint8Array, number: number): void {
    const receiver = this.#names.get(readNumber(letter, 0, MESSAGE_1_1.fields.receiver));
    if (receiver === undefined) return;
    this.#give(receiver, number, 'endpoint');
    if (this.#notified.has(receiver)) this.#unread.add(receiver);
  }

  #keepsRx(caller: string, question: Frame, number: number): boolean {
    const version = this.#versions.at(caller, number) ?? VERSION_1_0;
    const asked = behavioursOf(version).retainRx && (w(question, 2) & RETAIN_RX) !== 0;
    return asked || this.#unread.has(caller);
  }

  /** RX goes to somebody else. */
  #give(endpoint: string, number: number, rxOwner: RxOwner): void {
    const mailbox = this.at(endpoint, number);
    if (mailbox !== undefined && mailbox.rxOwner !== rxOwner)
      this.#put(endpoint, number, { ...mailbox, rxOwner });
  }

  #put(endpoint: string, event: number, mailbox: Mailbox | undefined): void {
    if (mailbox === undefined && this.at(endpoint, event) === undefined) return;
    const steps = this.#steps.get(endpoint) ?? [];
    steps.push({ event, mailbox });
    this.#steps.set(endpoint, steps);
    if (mailbox === undefined) this.#unread.delete(endpoint);
  }

  /** Whom a call is about: its caller, or a VM that the hypervisor names; '' for one that nobody knows, or that a mediator serves itself. */
  #named(caller: string, id: number): string {
    if (id === 0) return caller;
    return caller === this.#mediator ? '' : (this.#names.get(id) ?? '');
  }
}

/** The address of the page behind so many others, run by run. */
function addressAfter(runs: readonly RecordedChange[], pages: number): number {
  let left = pages;
  for (const run of runs) {
    if (left < run.pages) return Number(run.address) + left * PAGE_SIZE;
    left -= run.pages;
  }
  return 0;
}
