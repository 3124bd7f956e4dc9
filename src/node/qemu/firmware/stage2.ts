import type { RunningMachine } from '../../../core/board/running-machine.ts';
import { EXECUTE, READ, type Rights, WRITE } from '../../../core/memory/page-word.ts';
import { addressOf, PAGE_SIZE, pageOf } from '../../../core/memory/pages.ts';
import type { PhysicalRun } from '../../../core/memory/view.ts';
import { AddressSpace, type PartyTables } from '../../../core/translation/address-space.ts';
import { stage1, stage2 } from '../../../core/translation/format.ts';
import { TableStore } from '../../../core/translation/table-store.ts';
import { mostTables, TranslationTables } from '../../../core/translation/tables.ts';
import type { CpuFrame } from '../link/cpu-frame.ts';
import type { Link } from '../link/link.ts';
import type { TableRam } from '../link/table-ram.ts';
import {
  CPTR_EL2_USER,
  HCR_EL2_CONFINED,
  HCR_EL2_USER,
  MAIR_EL2_USER,
  SCTLR_EL2_USER,
  tcrUser,
  VTCR_NON_SECURE,
  vstcr,
  vtcr,
} from '../monitor/control-values.ts';
import { EL2_VECTORS } from '../monitor/mailbox.ts';
import { type HypervisorRegisters, NO_HYPERVISOR } from '../monitor/snippets.ts';
import type { DeviceRange } from '../monitor/virt-map.ts';
import type { WorldRegisters } from '../monitor/world-switch.ts';

/** Addresses of 39 bits: all that `virt` has below its second window for PCI. */
const FORMAT = stage2(39);

/** The same for the addresses of code at S-EL0, which are translated once (stage 1). */
const USER_FORMAT = stage1(39);
/** Where VTTBR_EL2 says whose translations they are that are cached. */
const VMID_SHIFT = 48n;
/** The page of the hypervisor's vectors: EL2 alone may execute it. Nobody may write it. */
const VECTORS_ENTRY = { low: 0x780, high: 1 << 22 };

/** A partition of the secure world with code, and whether it runs at S-EL0. */
export interface SecureCode {
  readonly partition: string;
  readonly user: boolean;
}

/** A guest, and the devices that it reaches. */
export interface ConfinedGuest {
  readonly partition: string;
  readonly devices: readonly DeviceRange[];
}

/** What a processor does next. True when its frame is an answer. */
type Next = (frame: CpuFrame) => boolean;

/** Where tables are, and how many there may be. */
export interface TableArea {
  readonly base: number;
  readonly tables: number;
}

/** The tables that partitions can need, with memory that ends at an address: guests, and some with real code in the secure world. */
export function tablesFor(end: number, guests: number, secure: number): number {
  return mostTables(FORMAT, pageOf(end)) * (guests + 2 * secure);
}

export interface Stage2Parts {
  readonly machine: RunningMachine;
  readonly link: Link;
  /** Guests, and what they have of devices; none where the guest has a hypervisor of its own. */
  readonly guests: readonly ConfinedGuest[];
  /** Partitions of the secure world with real code. */
  readonly secure: readonly SecureCode[];
  readonly area: TableArea;
  readonly memory: TableRam;
  /** Address of the snippet that has all processors forget translations. */
  readonly forget: number;
}

/** A partition behind tables. */
interface Confined {
  readonly party: number;
  readonly space: AddressSpace;
  /** What its code starts with. */
  readonly registers: WorldRegisters;
  /** Maps what lies outside the ledger. */
  readonly beyond: () => void;
}

/**
 * What real code can reach: the guest, at EL1, its memory as the ledger says, and the devices of the normal world; secure partitions what the
 * ledger says.
 *
 * Whatever changes the ledger is followed before the processor that brought it about goes on. A change that takes something away needs a
 * processor that forgets what it and the others have cached of the tables; while it does, others that report wait for their turn. An access
 * that meets the tables in the middle of a change faults, though nothing forbids it: it is tried again.
 */
export class Stage2 {
  private readonly parts: Stage2Parts;
  private readonly store: TableStore;
  private readonly confined: ReadonlyMap<string, Confined>;
  /** Pages that the tables do not follow yet. */
  private behind: PhysicalRun[] = [];
  /** Those who wait while a processor forgets; undefined while none does. */
  private waiting: (() => void)[] | undefined;

  constructor(parts: Stage2Parts) {
    const { area, memory, guests, secure } = parts;
    this.parts = parts;
    this.store = new TableStore(pageOf(area.base), area.tables);
    this.confined = new Map([
      ...guests.map((guest, index) => [guest.partition, this.confineGuest(guest, index)] as const),
      ...secure.map(
        ({ partition, user }) =>
          [partition, user ? this.confineUser(partition) : this.confineKernel(partition)] as const,
      ),
    ]);
    // Roots are all taken by now: they are where they were whenever a machine goes on, whatever the ledger says by then.
    for (const { space, beyond } of this.confined.values()) {
      space.cover();
      beyond();
    }
    this.store.makeEntries(memory);
  }

  /** What a processor of a guest starts with. */
  guestRegisters(partition: string): HypervisorRegisters {
    return { ...NO_HYPERVISOR, ...this.confined.get(partition)?.registers };
  }

  /** What a partition of the secure world starts with. */
  secureRegisters(partition: string): WorldRegisters {
    return this.of(partition).registers;
  }

  /** Tables in use. */
  get used(): number {
    return this.store.used;
  }

  /** Whether there are changes that nobody follows yet. */
  get isBehind(): boolean {
    return this.behind.length !== 0 && this.waiting === undefined;
  }

  /** Whether nothing is under way here: no processor forgets, and nobody waits for that. */
  get isQuiet(): boolean {
    return this.waiting === undefined;
  }

  /** Notes that somebody may access pages in another way than before. */
  note(pages: PhysicalRun): void {
    if (this.confined.size !== 0) this.behind.push(pages);
  }

  /** What a partition may do with a page of its addresses. */
  rightsTo(partition: string, page: number): Rights {
    const { ledger } = this.parts.machine;
    const { party } = this.of(partition);
    const physical = ledger.viewOf(party).physical(page);
    return physical < 0 ? 0 : ledger.rights(party, physical);
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
    for (const { space } of this.confined.values()) space.follow(changes);
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

  private of(partition: string): Confined {
    const confined = this.confined.get(partition);
    if (confined === undefined) throw new TypeError(`${partition} is not behind tables`);
    return confined;
  }

  private confineGuest({ partition, devices }: ConfinedGuest, index: number): Confined {
    const own = new TranslationTables(this.store, FORMAT);
    const { VTTBR_EL2, ...registers } = behind(own);
    return this.confine(
      partition,
      { format: FORMAT, normal: own, secure: undefined },
      { ...registers, VTTBR_EL2: VTTBR_EL2 | (BigInt(index) << VMID_SHIFT) },
      () => {
        for (const { base, size, readOnly, memory } of devices) {
          const rights = readOnly ? READ : READ | WRITE | (memory ? EXECUTE : 0);
          const attributes = FORMAT.attributes({ rights, device: memory !== true, secure: false });
          own.set(pageOf(base), size / PAGE_SIZE, { page: pageOf(base), ...attributes });
        }
      },
    );
  }

  /** Code at S-EL1 has addresses of both worlds, by its own tables. */
  private confineKernel(partition: string): Confined {
    const secure = new TranslationTables(this.store, FORMAT);
    const normal = new TranslationTables(this.store, FORMAT);
    const { VTCR_EL2, ...registers } = behind(normal);
    return this.confine(
      partition,
      { format: FORMAT, normal, secure },
      {
        ...registers,
        VTCR_EL2: VTCR_EL2 | VTCR_NON_SECURE,
        VSTTBR_EL2: BigInt(addressOf(secure.rootPage)),
        VSTCR_EL2: vstcr(FORMAT.inputBits, FORMAT.startLevel),
      },
      () => undefined,
    );
  }

  /** Code at S-EL0 has one kind of addresses. */
  private confineUser(partition: string): Confined {
    const own = new TranslationTables(this.store, USER_FORMAT);
    return this.confine(
      partition,
      { format: USER_FORMAT, normal: own, secure: own },
      {
        HCR_EL2: HCR_EL2_USER,
        CPTR_EL2: CPTR_EL2_USER,
        SCTLR_EL2: SCTLR_EL2_USER,
        MAIR_EL2: MAIR_EL2_USER,
        TCR_EL2: tcrUser(USER_FORMAT.inputBits),
        TTBR0_EL2: BigInt(addressOf(own.rootPage)),
        VBAR_EL2: BigInt(EL2_VECTORS),
      },
      () => own.set(pageOf(EL2_VECTORS), 1, { page: pageOf(EL2_VECTORS), ...VECTORS_ENTRY }),
    );
  }

  private confine(
    partition: string,
    tables: PartyTables,
    registers: WorldRegisters,
    beyond: Confined['beyond'],
  ): Confined {
    const { machine } = this.parts;
    const { ledger, spmc } = machine;
    const party = spmc.state.endpoints.party[machine.endpoint(partition)] ?? 0;
    return { party, space: new AddressSpace(ledger, party, tables), registers, beyond };
  }
}

/** What code of the normal world, or the normal addresses of other code, are behind. */
function behind(tables: TranslationTables): HypervisorRegisters {
  return {
    HCR_EL2: HCR_EL2_CONFINED,
    VTTBR_EL2: BigInt(addressOf(tables.rootPage)),
    VTCR_EL2: vtcr(FORMAT.inputBits, FORMAT.startLevel),
    VBAR_EL2: BigInt(EL2_VECTORS),
  };
}
