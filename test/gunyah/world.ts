/** A resource manager with a primary VM that sees physical addresses and VMs that see their own, and short ways to talk to it. */

import { expect } from 'vitest';
import type { FieldValues } from '../../src/core/abi/structure.ts';
import { RM_LIMITS, type RmLimits } from '../../src/core/gunyah/manager/limits.ts';
import { ResourceManager } from '../../src/core/gunyah/manager/resource-manager.ts';
import { type Entries, encodeMessage } from '../../src/core/gunyah/wire/codec.ts';
import { rmErrorText } from '../../src/core/gunyah/wire/errors.ts';
import { messageById, REQUEST, type RequestName } from '../../src/core/gunyah/wire/messages.ts';
import { Assembler, PACKET_TYPE, packetsOf } from '../../src/core/gunyah/wire/packet.ts';
import { Ledger } from '../../src/core/memory/ledger.ts';
import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { SparseMemory } from '../../src/core/memory/physical-memory.ts';
import { type Range, View, type Window } from '../../src/core/memory/view.ts';

export const PRIMARY = 3;
/** Two VMs that the primary VM may allocate, and one that runs from the beginning. All borrow at page 0x100, 64 pages, unless a world has it otherwise. */
export const GUEST = 0x80;
export const OTHER = 0x81;
export const PEER = 0x2d;

const RWX = READ | WRITE | EXECUTE;
const PAGES = 0x1000;

/** The primary VM's memory begins at page 0x40, read-only memory at 0x400, a device at 0x500; the peer's own at 0x600, its page 0x10. */
export const OWN = 0x40_000;
export const READ_ONLY = 0x400_000;
export const DEVICE = 0x500_000;
export const NOBODY = 0x700_000;
export const PLACE = 0x100_000;

/** Where VMs other than the primary one borrow, and how many tables the map of pages may have. */
export interface WorldSize {
  readonly borrowing?: Range;
  readonly pageTables?: number;
}

const BORROWING: Range = { at: 0x100, pages: 64 };

export interface Answer {
  /** "OK", or the name of the error. */
  readonly error: string;
  readonly payload: Uint8Array;
  /** The broken rule and its bytes: "rm-create/rights 18+1". */
  readonly rule: string;
}

export class World {
  readonly memory = new SparseMemory(PAGES);
  readonly ledger: Ledger;
  readonly rm: ResourceManager;
  readonly parties: Readonly<Record<number, number>>;
  private sequence = 0;

  constructor(limits: RmLimits = RM_LIMITS, { borrowing = BORROWING, pageTables = 64 }: WorldSize = {}) {
    const ledger = new Ledger({
      pages: PAGES,
      pageTables,
      transactions: 80,
      borrowers: 90,
      extents: 2000,
    });
    const primary = ledger.addParty(View.identity());
    const guest = ledger.addParty(View.of([], borrowing));
    const other = ledger.addParty(View.of([], borrowing));
    const peer = ledger.addParty(View.of([{ at: 0x10, page: 0x600, pages: 16 }], borrowing));
    const manager = ledger.addParty(View.of([]));
    const of = (owner: number, rights = RWX, device = false) => ({ owner, rights, device, secure: false });
    ledger.assign(0x40, 0x240, of(primary));
    ledger.assign(0x400, 4, of(primary, READ));
    ledger.assign(0x500, 4, of(primary, READ | WRITE, true));
    ledger.assign(0x600, 16, of(peer));
    this.ledger = ledger;
    this.parties = { [PRIMARY]: primary, [GUEST]: guest, [OTHER]: other, [PEER]: peer, 255: manager };
    const vm = (vmid: number, name: string, running: boolean, labels: readonly number[] = []) => ({
      vmid,
      name,
      running,
      labels,
      party: this.parties[vmid] ?? 0,
    });
    const vms = [
      vm(PRIMARY, 'primary', true),
      vm(PEER, 'peer', true),
      vm(GUEST, 'guest', false, [0x77]),
      vm(OTHER, 'other', false),
    ];
    this.rm = new ResourceManager({ vms, party: manager, limits }, ledger, this.memory);
  }

  /** Sends a request and takes the answer. */
  ask(
    vmid: number,
    name: RequestName,
    head: FieldValues<string> = {},
    lists: Readonly<Record<string, Entries>> = {},
  ): Answer {
    return this.send(vmid, REQUEST[name].id, encodeMessage(REQUEST[name], head, lists));
  }

  /** Sends bytes as a request. */
  send(vmid: number, id: number, payload: Uint8Array): Answer {
    const sequence = this.sequence++ & 0xffff;
    for (const packet of packetsOf({ type: PACKET_TYPE.REQUEST, sequence, id, payload }))
      expect(this.rm.receive(vmid, packet)).toBeUndefined();
    const reply = this.delivered(vmid);
    expect(reply).toMatchObject({ type: PACKET_TYPE.REPLY, sequence, id });
    const { rule, offset, length } = this.rm.state.verdict;
    const error = new DataView(reply.payload.buffer, reply.payload.byteOffset).getUint32(0, true);
    return {
      error: rmErrorText(error),
      payload: reply.payload,
      rule: rule === null ? '' : `${rule.id} ${offset}+${length}`,
    };
  }

  /** Sends a request that has to succeed. Returns the second word of the answer: the handle or VM id, where there is one. */
  must(
    vmid: number,
    name: RequestName,
    head: FieldValues<string> = {},
    lists: Readonly<Record<string, Entries>> = {},
  ): number {
    const { error, payload, rule } = this.ask(vmid, name, head, lists);
    expect(`${name}: ${error} ${rule}`).toBe(`${name}: OK `);
    return payload.length < 8 ? 0 : new DataView(payload.buffer, payload.byteOffset).getUint32(4, true);
  }

  /** The notifications that wait for a VM, in words: "MEM_SHARED". */
  told(vmid: number): { readonly name: string; readonly payload: Uint8Array }[] {
    const all: { name: string; payload: Uint8Array }[] = [];
    for (;;) {
      const message = this.next(vmid);
      if (message === undefined) return all;
      all.push({ name: messageById(message.id)?.name ?? '?', payload: message.payload });
    }
  }

  /** What a VM may do with a physical page: "RWX". */
  rights(vmid: number, page: number): string {
    const rights = this.ledger.rights(this.parties[vmid] ?? 0, page);
    return `${rights & READ ? 'R' : '-'}${rights & WRITE ? 'W' : '-'}${rights & EXECUTE ? 'X' : '-'}`;
  }

  /** The memory that a VM sees at addresses of its own. */
  windows(vmid: number): readonly Window[] {
    return this.ledger.viewOf(this.parties[vmid] ?? 0).save();
  }

  /** Everything that a refusal must leave as it is. */
  state() {
    const { vms, parcels } = this.rm.save();
    const views = Object.values(this.parties).map((party) => this.ledger.viewOf(party).save());
    const { transactions, borrowers, extents } = this.ledger;
    return {
      parcels,
      vms: vms.map(({ spec, ...vm }) => ({ vmid: spec.vmid, ...vm })),
      pages: [...this.ledger.map.runs()],
      live: [transactions, borrowers, extents].map(({ slots }) => slots.live),
      records: this.records(),
      views,
      memory: this.memory.save(),
    };
  }

  /** What the ledger says of each transaction that lives, its runs and borrowers. */
  private records() {
    const { transactions: t, borrowers: b } = this.ledger;
    const found: unknown[] = [];
    for (let slot = 1; slot <= t.slots.used; slot++) {
      if (t.kind[slot] === 0) continue;
      const of = [
        t.kind,
        t.owner,
        t.kept,
        t.extents,
        t.claimed,
        t.committed,
        t.pageClass,
        t.holders,
        t.since,
      ];
      const runs: string[] = [];
      for (const walk = this.ledger.runsOf(slot); walk.next(); ) runs.push(`${walk.page}+${walk.pages}`);
      const who: unknown[] = [];
      for (let at = t.firstBorrower[slot] ?? 0; at !== 0; at = b.next[at] ?? 0)
        who.push([b.party, b.ceiling, b.rights, b.holds, b.placed].map((column) => column[at]));
      found.push({ slot, columns: of.map((column) => column[slot]), runs, who });
    }
    return found;
  }

  private delivered(vmid: number) {
    const message = this.next(vmid);
    if (message === undefined) throw new Error('no answer');
    return message;
  }

  private next(vmid: number) {
    const assembler = new Assembler();
    for (;;) {
      const packet = this.rm.deliver(vmid);
      if (packet === undefined) return undefined;
      const taken = assembler.take(packet);
      if (typeof taken === 'object') return taken;
      if (taken !== undefined) throw new Error(taken);
    }
  }
}

export function acl(...entries: readonly (readonly [vmid: number, rights: number])[]): Entries {
  return entries.map(([vmid, rights]) => ({ vmid, rights }));
}

export function regions(...entries: readonly (readonly [base: number, size: number])[]): Entries {
  return entries.map(([base, size]) => ({ base, size }));
}

/** Allocates the guest. */
export function allocateGuest(world: World): World {
  world.must(PRIMARY, 'VM_ALLOCATE', { vmid: GUEST });
  return world;
}

/** Every `step`th page from an address on, each a region of its own. */
export function scattered(base: number, count: number, step = 2): Entries {
  return regions(
    ...Array.from({ length: count }, (_, index) => [base + index * step * 0x1000, 0x1000] as const),
  );
}

/** 64-bit words of an answer behind its first 8 bytes. */
export function wideWords({ payload }: Answer): readonly bigint[] {
  return [...new BigUint64Array(payload.slice(8).buffer)];
}

/** Lends 2 pages to the peer, complete; returns the handle. */
export function lend(
  world: World,
  to: Entries = acl([PEER, 6]),
  of: Entries = regions([OWN, 0x2000]),
): number {
  return world.must(PRIMARY, 'LEND', { label: 9 }, { acl: to, regions: of });
}
