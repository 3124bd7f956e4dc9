/** A machine on which both protocols are at work, and a model of it that knows pages, owners and holds, and nothing of either protocol. */

import { expect } from 'vitest';
import { DATA_RW, INSTRUCTION_NX } from '../../src/core/abi/bits.ts';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import { FfaError } from '../../src/core/client/errors.ts';
import { RmError } from '../../src/core/gunyah/client/errors.ts';
import { encodeMessage } from '../../src/core/gunyah/wire/codec.ts';
import { REQUEST } from '../../src/core/gunyah/wire/messages.ts';
import { ACCEPT_FLAG, APPEND_FLAG, CREATE_FLAG, TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { ownerOf } from '../../src/core/memory/page-word.ts';

const DRAM = 0x4000_0000;
/** The OS has the first pages of DRAM, of which two are its buffers, and the VM the others, which it sees from SEEN on. */
const OS_PAGES = 24;
const VM_PAGES = 8;
const PAGES = OS_PAGES + VM_PAGES;
const SEEN = 0x1000_0000;
const VAULT = 0x8001;
const VM = 45;
const RWX = 7;
const RW = 3;

export type Name = 'os' | 'vault' | 'vm';
export type How = 'share' | 'lend' | 'donate';

/** Something that somebody tries. Pages count from the start of DRAM; a loan is picked among all that there were. */
export type Try =
  | {
      readonly do: 'ffa' | 'rm';
      readonly how: How;
      readonly by: Name;
      readonly page: number;
      readonly pages: number;
      readonly half: boolean;
    }
  | { readonly do: 'finish'; readonly loan: number; readonly page: number }
  | { readonly do: 'take' | 'return' | 'reclaim'; readonly loan: number };

/** Memory that went out. */
interface Loan {
  readonly protocol: 'ffa' | 'rm';
  readonly how: How;
  readonly from: Name;
  readonly to: Name;
  readonly handle: bigint;
  pages: readonly number[];
  whole: boolean;
  taken: boolean;
  over: boolean;
}

const MACHINE = describeMachine({
  memory: [
    { name: 'dram', base: DRAM, pages: PAGES },
    { name: 'secure', base: 0xe00_0000, pages: 4, secure: true },
  ],
  partitions: [
    { name: 'os', id: 0, memory: [{ base: DRAM, pages: OS_PAGES }] },
    { name: 'vault', id: VAULT, memory: [{ base: 0xe00_0000, pages: 4 }] },
  ],
  vms: [
    { name: 'os', vmid: 3 },
    {
      name: 'vm',
      vmid: VM,
      memory: [{ base: DRAM + OS_PAGES * 0x1000, at: SEEN, pages: VM_PAGES }],
      borrowing: { at: 0x8000_0000, pages: 256 },
    },
  ],
});

const TRANSFER_OF = { share: TRANSFER.SHARE, lend: TRANSFER.LEND, donate: TRANSFER.DONATE } as const;
const REQUEST_OF = { share: REQUEST.SHARE, lend: REQUEST.LEND, donate: REQUEST.DONATE } as const;

/** The board and the model side by side. */
export class BothProtocols {
  private readonly board = new Board(MACHINE);
  private readonly parties: Readonly<Record<Name, number>>;
  private readonly owner: Name[] = Array.from({ length: PAGES }, (_, page) =>
    page < OS_PAGES ? 'os' : 'vm',
  );
  private readonly loans: Loan[] = [];

  constructor() {
    const { board } = this;
    board.perform('os', (ffa) => ffa.start({ tx: DRAM, rx: DRAM + 0x1000, pages: 1 }));
    board.perform('vault', (ffa) => ffa.start({ tx: 0xe00_0000, rx: 0xe00_1000, pages: 1 }));
    this.parties = { os: board.partyOf('os'), vault: board.partyOf('vault'), vm: board.partyOf('vm') };
  }

  /** Tries something: it has to come as the model says. Returns whether it succeeded. */
  try(step: Try): boolean {
    switch (step.do) {
      case 'ffa':
        return this.sendFfa(step.how, step.page, step.pages);
      case 'rm':
        return this.sendRm(step);
      case 'finish':
        return this.finish(this.pick(step.loan), step.page);
      default:
        return this.change(step.do, this.pick(step.loan));
    }
  }

  /** Compares every page with the model, and the sums of pages. */
  check(): void {
    const { ledger } = this.board;
    const sums: Record<number, number> = {};
    for (const { word, pages } of ledger.map.runs())
      if (word !== 0) sums[ownerOf(word)] = (sums[ownerOf(word)] ?? 0) + pages;
    const count = (name: Name) => this.owner.filter((each) => each === name).length;
    const { os, vault, vm } = this.parties;
    const found = [os, vault, vm].map((party) => sums[party] ?? 0).join();
    const expected = [count('os'), count('vault') + 4, count('vm')].join();
    if (found !== expected) expect(`pages of each: ${found}`).toBe(`pages of each: ${expected}`);
    for (let page = 2; page < PAGES; page++) {
      const found = this.rightsOf(page);
      const expected = this.expectedRights(page);
      if (found !== expected) expect(`page ${page}: ${found}`).toBe(`page ${page}: ${expected}`);
    }
  }

  /** One of the loans that are out, or of the last two that are over. */
  private pick(index: number): Loan | undefined {
    const some = [
      ...this.loans.filter(({ over }) => !over),
      ...this.loans.filter(({ over }) => over).slice(-2),
    ];
    return some[index % Math.max(1, some.length)];
  }

  private rightsOf(page: number): string {
    const { ledger } = this.board;
    const { os, vault, vm } = this.parties;
    const physical = DRAM / 0x1000 + page;
    return [os, vault, vm].map((party) => ledger.rights(party, physical)).join(' ');
  }

  private expectedRights(page: number): string {
    const loan = this.holding(page);
    return (['os', 'vault', 'vm'] as const)
      .map((name) => {
        if (loan === undefined) return this.owner[page] === name ? (name === 'vault' ? RW : RWX) : 0;
        if (loan.from === name) return loan.how === 'share' ? RWX : 0;
        return loan.to === name && loan.taken ? RW : 0;
      })
      .join(' ');
  }

  private holding(page: number): Loan | undefined {
    return this.loans.find(({ over, pages }) => !over && pages.includes(page));
  }

  /** Whether somebody may send pages: they are its own, no buffers, and with nobody else. */
  private maySend(name: Name, pages: readonly number[]): boolean {
    return pages.every((page) => page >= 2 && this.owner[page] === name && this.holding(page) === undefined);
  }

  private sendFfa(how: How, page: number, count: number): boolean {
    const pages = pagesFrom(page, count);
    let handle = 0n;
    const done = succeeds(() => {
      handle = this.board.perform('os', (ffa) =>
        ffa[how]({
          receivers: [{ endpoint: VAULT, permissions: how === 'donate' ? 0 : DATA_RW }],
          constituents: [{ address: DRAM + page * 0x1000, pages: pages.length }],
        }),
      );
    });
    expect(done).toBe(this.maySend('os', pages));
    if (done)
      this.loans.push({
        ...{ protocol: 'ffa', how, from: 'os', to: 'vault', handle, pages },
        ...{ whole: true, taken: false, over: false },
      });
    return done;
  }

  private sendRm({ how, by, page, pages: count, half }: Extract<Try, { do: 'ffa' | 'rm' }>): boolean {
    const from = by === 'vm' ? 'vm' : 'os';
    const to = from === 'vm' ? 'os' : 'vm';
    const pages = pagesFrom(page, from === 'vm' ? 1 : count);
    const rights = how === 'donate' ? 7 : 6;
    const acl = [
      ...(how === 'share' ? [{ vmid: from === 'os' ? 3 : VM, rights: 7 }] : []),
      { vmid: to === 'os' ? 3 : VM, rights },
    ];
    const regions = [this.region(from, pages)];
    const flags = half ? CREATE_FLAG.APPEND : 0;
    let handle = 0n;
    const done = succeeds(() => {
      const data = this.ask(from, REQUEST_OF[how], { flags }, { acl, regions });
      handle = BigInt(new DataView(data.buffer, data.byteOffset).getUint32(0, true));
    });
    expect(done).toBe(this.maySend(from, pages));
    if (done)
      this.loans.push({
        protocol: 'rm',
        how,
        from,
        to,
        handle,
        pages,
        whole: !half,
        taken: false,
        over: false,
      });
    return done;
  }

  private finish(loan: Loan | undefined, page: number): boolean {
    if (loan === undefined || loan.protocol === 'ffa' || loan.over) return false;
    const done = succeeds(() =>
      this.ask(
        loan.from,
        REQUEST.APPEND,
        { handle: Number(loan.handle), flags: APPEND_FLAG.DONE },
        { regions: [this.region(loan.from, [page])] },
      ),
    );
    expect(done).toBe(!loan.whole && this.maySend(loan.from, [page]));
    if (done) {
      loan.whole = true;
      loan.pages = [...loan.pages, page];
    }
    return done;
  }

  private change(what: 'take' | 'return' | 'reclaim', loan: Loan | undefined): boolean {
    if (loan === undefined) return false;
    const done = succeeds(() => {
      if (loan.protocol === 'ffa') this.changeFfa(what, loan);
      else this.changeRm(what, loan);
    });
    const wanted = { take: loan.whole && !loan.taken, return: loan.taken, reclaim: !loan.taken }[what];
    expect(done).toBe(!loan.over && wanted);
    if (!done) return false;
    loan.taken = what === 'take';
    if (what === 'reclaim') loan.over = true;
    if (what === 'take' && loan.how === 'donate') {
      loan.over = true;
      for (const page of loan.pages) this.owner[page] = loan.to;
    }
    return true;
  }

  private changeFfa(what: 'take' | 'return' | 'reclaim', { handle, how }: Loan): void {
    // Of what is not shared, the one receiver says whether it executes it.
    const permissions = (how === 'donate' ? 0 : DATA_RW) | (how === 'share' ? 0 : INSTRUCTION_NX);
    if (what === 'reclaim') this.board.perform('os', (ffa) => ffa.reclaim(handle));
    else if (what === 'return') this.board.perform('vault', (ffa) => ffa.relinquish(handle));
    else
      this.board.perform('vault', (ffa) =>
        ffa.retrieve({ handle, sender: 0, receivers: [{ endpoint: VAULT, permissions }] }),
      );
  }

  private changeRm(what: 'take' | 'return' | 'reclaim', { from, to, handle: wide, how }: Loan): void {
    const handle = Number(wide);
    if (what === 'reclaim') this.ask(from, REQUEST.RECLAIM, { handle });
    else if (what === 'return') this.ask(to, REQUEST.RELEASE, { handle });
    else this.ask(to, REQUEST.ACCEPT, { handle, transfer: TRANSFER_OF[how], flags: ACCEPT_FLAG.DONE });
  }

  private ask(
    name: Name,
    shape: Parameters<typeof encodeMessage>[0],
    head: Parameters<typeof encodeMessage>[1],
    lists: Parameters<typeof encodeMessage>[2] = {},
  ): Uint8Array {
    return this.board.vms.perform(name, (rm) =>
      rm.link.ask(shape, encodeMessage(shape, head, lists), { bytes: 0 }),
    );
  }

  /** Pages as a region in the addresses of who has them: the VM sees its own where its windows say, and nothing of others. */
  private region(name: Name, pages: readonly number[]): { readonly base: number; readonly size: number } {
    const [first = 0] = pages;
    const size = pages.length * 0x1000;
    if (name === 'os') return { base: DRAM + first * 0x1000, size };
    const physical = DRAM / 0x1000 + first;
    const window = this.board.ledger
      .viewOf(this.parties.vm)
      .save()
      .find(({ page, pages: long }) => physical >= page && physical < page + long);
    const at = window === undefined ? 0x7000_0 : window.at + physical - window.page;
    return { base: at * 0x1000, size };
  }
}

function pagesFrom(page: number, count: number): readonly number[] {
  return Array.from({ length: Math.min(count, PAGES - page) }, (_, index) => page + index);
}

/** Whether something is not refused. */
function succeeds(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof FfaError || error instanceof RmError) return false;
    throw error;
  }
}
