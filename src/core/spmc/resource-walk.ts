import { isSecureId, OPERATION, SPMC_ID } from '../abi/operations.ts';
import type { Extents } from '../memory/extents.ts';
import { isSecure, ownerOf, READ, type Rights, rightsOf, WRITE } from '../memory/page-word.ts';
import { Runs } from '../memory/runs.ts';
import { CALLER } from './caller-kind.ts';
import { grantedRights } from './granted-rights.ts';
import type { Manager } from './manager.ts';
import { STAGE } from './transactions.ts';

/** The parts of the list, in their order. */
export const PART = {
  /** Memory that secure partitions own, partition by partition. */
  OWNED: 0,
  /** Buffers of VMs, which the manager uses, and those of the hypervisor. */
  VM_BUFFERS: 1,
  HYPERVISOR_BUFFERS: 2,
  /** Memory that was sent, transaction by transaction and receiver by receiver. */
  SENT: 3,
  END: 4,
} as const;

/** Which buffer of an endpoint is told of. */
const BUFFER = { RX: 1, TX: 2 } as const;
const MOST_PAGES = 0xffff_ffff;

/** How far a walk has come, as numbers that a table can keep. */
export interface WalkPosition {
  part: number;
  /** The endpoint's slot; in the last part the transaction. */
  item: number;
  /** BUFFER.*; in the last part the borrower. 0 before the first. */
  sub: number;
  /** The page that the search goes on at in memory that is owned; elsewhere how many runs were told of. */
  at: number;
}

/**
 * Walks over all memory of the normal world that the secure world can reach. It can stop anywhere and go on from its position as long as
 * nothing changes; one object is used for all walks.
 *
 * Permissions of what was sent are those the sender granted, whether or not the receiver has retrieved it. Physical runs are told of, so that
 * memory of a VM that does not see physical addresses is where the hypervisor knows it.
 *
 * Source: ffa-hafnium 1.11, 6.10. It says "sender is a VM" of what was sent; here it is all memory of the normal world, because a partition may
 * own some and send it on. The buffers of the hypervisor are, as those of VMs, reached by the manager and told of as indirect.
 */
export class ResourceWalk implements WalkPosition {
  part: number = PART.END;
  item = 0;
  sub = 0;
  at = 0;
  /** What it stands at. */
  page = 0;
  pages = 0;
  endpoint = 0;
  rights: Rights = 0;
  /** Whether the endpoint runs without privileges, and whether another uses the memory for it. */
  user = false;
  indirect = false;
  private readonly runs: Runs;
  /** The slot that alone is told of, 0 for all. Buffers are told of anyway. */
  private target = 0;
  private opened = false;

  constructor(extents: Extents) {
    this.runs = new Runs(extents);
  }

  begin(m: Manager, target: number): void {
    this.target = target;
    this.enter(PART.OWNED);
    this.advance(m);
  }

  goOn(target: number, { part, item, sub, at }: WalkPosition): void {
    this.target = target;
    this.part = part;
    this.item = item;
    this.sub = sub;
    this.at = at;
    this.opened = false;
  }

  next(m: Manager): boolean {
    while (this.part !== PART.END) {
      const found = this.part === PART.OWNED ? this.nextOwned(m) : this.nextRun(m);
      if (found) return true;
      this.advance(m);
    }
    return false;
  }

  /** Goes to a part, and stands in front of its first source of runs. */
  private enter(part: number): void {
    this.part = part;
    this.item = 0;
    this.sub = 0;
  }

  /** Goes to the next source of runs, in this part or a later one. */
  private advance(m: Manager): void {
    this.at = 0;
    this.opened = false;
    while (!this.nextSource(m)) this.enter(this.part + 1);
  }

  /** Whether there is another source of runs in this part: the walk stands at it then. The end has nothing before it. */
  private nextSource(m: Manager): boolean {
    if (this.part === PART.OWNED) return this.nextPartition(m);
    if (this.part === PART.SENT) return this.nextReceiver(m);
    return this.part === PART.END || this.nextBuffer(m);
  }

  private nextPartition(m: Manager): boolean {
    const { id } = m.endpoints;
    return this.nextEndpoint(
      m,
      (slot) => isSecureId(id[slot]) && this.isWanted(slot) && m.caller.living(id[slot]) !== 0,
    );
  }

  /** Also of those who have none: nothing lies in it then. */
  private nextBuffer(m: Manager): boolean {
    if (this.sub === BUFFER.RX) {
      this.sub = BUFFER.TX;
      return true;
    }
    this.sub = BUFFER.RX;
    const { kind } = m.endpoints;
    const hypervisor = this.part === PART.HYPERVISOR_BUFFERS ? CALLER.HYPERVISOR : 0;
    return this.nextEndpoint(
      m,
      (slot) => (kind[slot] & CALLER.NORMAL) !== 0 && (kind[slot] & CALLER.HYPERVISOR) === hypervisor,
    );
  }

  private nextEndpoint(m: Manager, isOne: (slot: number) => boolean): boolean {
    const { count } = m.endpoints;
    do this.item++;
    while (this.item <= count && !isOne(this.item));
    return this.item <= count;
  }

  private nextReceiver(m: Manager): boolean {
    const { ledger, transactions: t, receivers: r, endpoints } = m;
    for (;;) {
      this.sub = ledger.borrowers.next[this.sub];
      while (this.sub === 0) {
        if (++this.item > t.slots.used) return false;
        const told = t.stage[this.item] === STAGE.LIVE && !isSecure(ledger.classOf(this.item));
        if (told) this.sub = ledger.transactions.firstBorrower[this.item];
      }
      if (this.isWanted(endpoints.slotOf(r.endpoint[this.sub]))) return true;
    }
  }

  private isWanted(slot: number): boolean {
    return this.target === 0 || this.target === slot;
  }

  /** The next run of pages of the normal world that the partition owns and may use. */
  private nextOwned(m: Manager): boolean {
    const { map } = m.ledger;
    const party = m.endpoints.party[this.item];
    while (this.at < map.pages) {
      const { page, pages, word } = map.runAt(this.at, Math.min(map.pages - this.at, MOST_PAGES));
      this.at = page + pages;
      if (ownerOf(word) !== party || isSecure(word)) continue;
      const rights = m.ledger.rights(party, page);
      if (rights === 0) continue;
      this.tell(m, page, pages, m.endpoints.id[this.item], rights);
      return true;
    }
    return false;
  }

  private nextRun(m: Manager): boolean {
    const transaction = this.part === PART.SENT ? this.item : pinOf(m, this.item, this.sub);
    if (!this.opened) this.open(m, transaction);
    if (!this.runs.next()) return false;
    this.at++;
    const { page, pages } = this.runs;
    if (this.part === PART.SENT) {
      this.tell(m, page, pages, m.receivers.endpoint[this.sub], sentRights(m, transaction, this.sub));
      return true;
    }
    const user = this.part === PART.VM_BUFFERS ? SPMC_ID : m.endpoints.id[this.item];
    this.tell(m, page, pages, user, this.sub === BUFFER.RX ? READ | WRITE : READ);
    return true;
  }

  /** Starts on the runs of a transaction, behind those that were told of. */
  private open(m: Manager, transaction: number): void {
    m.ledger.walk(this.runs, transaction, 0, m.ledger.transactions.extents[transaction]);
    for (let skipped = 0; skipped < this.at; skipped++) this.runs.next();
    this.opened = true;
  }

  private tell(m: Manager, page: number, pages: number, endpoint: number, rights: Rights): void {
    this.page = page;
    this.pages = pages;
    this.endpoint = endpoint;
    this.rights = rights;
    this.user = (m.endpoints.kind[m.endpoints.slotOf(endpoint)] & CALLER.USER) !== 0;
    this.indirect = this.part === PART.VM_BUFFERS || this.part === PART.HYPERVISOR_BUFFERS;
  }
}

function pinOf(m: Manager, slot: number, buffer: number): number {
  return buffer === BUFFER.RX ? m.endpoints.rxPin[slot] : m.endpoints.txPin[slot];
}

/** What the sender lets a receiver do. A donation says nothing: what the sender itself may do with data goes over. */
function sentRights(m: Manager, transaction: number, borrower: number): Rights {
  if (m.transactions.operation[transaction] === OPERATION.DONATE)
    return rightsOf(m.ledger.classOf(transaction)) & (READ | WRITE);
  return grantedRights(m.receivers.permissions[borrower]);
}
