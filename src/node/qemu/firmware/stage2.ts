import type { RunningMachine } from '../../../core/board/running-machine.ts';
import { READ, type Rights, WRITE } from '../../../core/memory/page-word.ts';
import { addressOf, PAGE_SIZE, pageOf } from '../../../core/memory/pages.ts';
import type { PhysicalRun } from '../../../core/memory/view.ts';
import { AddressSpace } from '../../../core/translation/address-space.ts';
import { stage2 } from '../../../core/translation/format.ts';
import { TableStore } from '../../../core/translation/table-store.ts';
import { mostTables, TranslationTables } from '../../../core/translation/tables.ts';
import type { CpuFrame } from '../link/cpu-frame.ts';
import type { Link } from '../link/link.ts';
import type { TableRam } from '../link/table-ram.ts';
import { HCR_EL2_CONFINED, vtcr } from '../monitor/control-values.ts';
import { EL2_VECTORS } from '../monitor/mailbox.ts';
import type { HypervisorRegisters } from '../monitor/snippets.ts';
import { NORMAL_DEVICES } from '../monitor/virt-map.ts';

/** Addresses of 39 bits: all that `virt` has below its second window for PCI. */
const FORMAT = stage2(39);

/** What a processor does next. True when its frame is an answer. */
type Next = (frame: CpuFrame) => boolean;

/** Where tables are, and how many there may be. */
export interface TableArea {
  readonly base: number;
  readonly tables: number;
}

/** The tables that a guest can need whose memory ends at an address. */
export function tablesFor(end: number): number {
  return mostTables(FORMAT, pageOf(end));
}

export interface Stage2Parts {
  readonly machine: RunningMachine;
  readonly link: Link;
  /** The partition that the guest is. */
  readonly partition: string;
  readonly area: TableArea;
  readonly memory: TableRam;
  /** Address of the snippet that has all processors forget translations. */
  readonly forget: number;
}

/**
 * What the processors of a guest at EL1 can reach: its memory as the ledger says, and the devices of the normal world.
 *
 * Whatever changes the ledger is followed before the processor that brought it about goes on. A change that takes something away needs a
 * processor that forgets what it and the others have cached of the tables; while it does, others that report wait for their turn. An access
 * that meets the tables in the middle of a change faults, though nothing forbids it: it is tried again.
 */
export class Stage2 {
  private readonly parts: Stage2Parts;
  private readonly store: TableStore;
  private readonly tables: TranslationTables;
  private readonly space: AddressSpace;
  private readonly party: number;
  /** Pages that the tables do not follow yet. */
  private behind: PhysicalRun[] = [];
  /** Those who wait while a processor forgets; undefined while none does. */
  private waiting: (() => void)[] | undefined;

  constructor(parts: Stage2Parts) {
    const { machine, partition, area, memory } = parts;
    const { ledger, spmc } = machine;
    this.parts = parts;
    this.store = new TableStore(pageOf(area.base), area.tables);
    this.tables = new TranslationTables(this.store, FORMAT);
    this.party = spmc.state.endpoints.party[machine.endpoint(partition)] ?? 0;
    this.space = new AddressSpace(ledger, this.party, {
      format: FORMAT,
      normal: this.tables,
      secure: undefined,
    });
    this.space.cover();
    const attributes = FORMAT.attributes({ rights: READ | WRITE, device: true, secure: false });
    for (const { base, size } of NORMAL_DEVICES)
      this.tables.set(pageOf(base), size / PAGE_SIZE, { page: pageOf(base), ...attributes });
    this.store.makeEntries(memory);
  }

  /** What a processor of the guest starts with. */
  get registers(): HypervisorRegisters {
    return {
      HCR_EL2: HCR_EL2_CONFINED,
      VTTBR_EL2: BigInt(addressOf(this.tables.rootPage)),
      VTCR_EL2: vtcr(FORMAT.inputBits, FORMAT.startLevel),
      VBAR_EL2: BigInt(EL2_VECTORS),
    };
  }

  /** Tables in use. */
  get used(): number {
    return this.store.used;
  }

  /** Whether there are changes that nobody follows yet. */
  get isBehind(): boolean {
    return this.behind.length !== 0 && this.waiting === undefined;
  }

  /** Notes that somebody may access pages in another way than before. */
  note(pages: PhysicalRun): void {
    this.behind.push(pages);
  }

  /** What the guest may do with a page of its addresses. */
  rightsTo(page: number): Rights {
    return this.parts.machine.ledger.rights(this.party, page);
  }

  /** Has the tables say what the ledger says before a processor does what is next for it. True when its frame is an answer. */
  settle(frame: CpuFrame, next: Next): boolean {
    const { link, memory, forget } = this.parts;
    if (this.waiting !== undefined) {
      this.waiting.push(() => this.settle(frame, next) && link.answer(frame));
      return false;
    }
    if (this.behind.length === 0) return next(frame);
    const changes = this.behind;
    this.behind = [];
    this.space.follow(changes);
    if (!this.store.breakEntries(memory)) {
      this.store.makeEntries(memory);
      return next(frame);
    }
    this.waiting = [];
    link.runFirst(frame, forget, [], () => {
      this.store.makeEntries(memory);
      const others = this.waiting ?? [];
      this.waiting = undefined;
      for (const other of others) other();
      return next(frame);
    });
    return true;
  }
}
