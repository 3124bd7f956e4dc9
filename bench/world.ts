import { createFrame, type Frame, setW } from '#core/abi/frame.js';
import { functionId } from '#core/abi/functions.js';
import { NIL_UUID } from '#core/abi/uuid.js';
import { VERSION_1_2 } from '#core/abi/versions.js';
import { Ledger } from '#core/memory/ledger.js';
import { EXECUTE, READ, WRITE } from '#core/memory/page-word.js';
import { addressOf } from '#core/memory/pages.js';
import { SparseMemory } from '#core/memory/physical-memory.js';
import { View } from '#core/memory/view.js';
import { Policy, SPEC } from '#core/rules/profile.js';
import { Spmc } from '#core/spmc/spmc.js';
import { FIRST_PAGE, type Partition } from './partition.ts';

const GIB_PAGES = 262_144;
const GIBS = 64;
const RIGHTS = READ | WRITE | EXECUTE;
const FFA_RXTX_MAP = functionId('FFA_RXTX_MAP', 64);

/** Who sends, and what everybody can do. */
export interface Cast {
  /** Whether the first endpoint is the hypervisor, on two processors. */
  readonly hypervisor?: boolean;
  /** `PROPERTY_*` of bits.ts. */
  readonly properties?: number;
}

/** Large enough for every workload: 16,384 transactions, 2^21 constituents. */
const LIMITS = {
  transactions: 16_384,
  transactionsPerEndpoint: 16_384,
  constituents: 2_097_152,
  constituentsPerEndpoint: 2_097_152,
  borrowers: 65_536,
  pageTables: 32_768,
} as const;

/**
 * Secure partitions of FF-A 1.2 around a manager with every rule on and nobody watching. The first may be the hypervisor instead.
 *
 * The first owns 63 GiB from `FIRST_PAGE` on; the others own their buffers of one page each and nothing else.
 */
export class World {
  readonly spmc: Spmc;
  readonly memory: SparseMemory;
  readonly frame: Frame = createFrame();
  readonly partitions: readonly Partition[];

  constructor(receivers = 1, limits: Partial<Record<keyof typeof LIMITS, number>> = {}, cast: Cast = {}) {
    const { hypervisor = false, properties = 0 } = cast;
    const all = { ...LIMITS, ...limits };
    const pages = GIBS * GIB_PAGES;
    const names = Array.from({ length: receivers + 1 }, (_, index) => `sp${index + 1}`);
    const ledger = new Ledger({
      pages,
      pageTables: all.pageTables,
      transactions: all.transactions + 2 * names.length,
      borrowers: all.borrowers,
      extents: all.constituents,
    });
    const endpoints = names.map((name, index) => ({
      id: hypervisor && index === 0 ? 0 : 0x8001 + index,
      name,
      party: ledger.addParty(View.identity()),
      version: VERSION_1_2,
      properties,
      uuids: [NIL_UUID],
      contexts: hypervisor && index === 0 ? 2 : 1,
      hypervisor: hypervisor && index === 0,
      user: false,
    }));
    this.memory = new SparseMemory(pages);
    this.spmc = new Spmc(new Policy(SPEC, all), endpoints, ledger, this.memory);
    this.partitions = endpoints.map(({ id, party }, index) => {
      const own = { owner: party, rights: RIGHTS, device: false, secure: id >= 0x8000 };
      ledger.assign(2 * index, 2, own);
      if (index === 0) ledger.assign(FIRST_PAGE, pages - FIRST_PAGE, own);
      const context = this.spmc.state.contexts.of(index + 1, 0);
      return { id, context, slot: index + 1, tx: this.memory.mapped(2 * index) };
    });
    for (const { context, slot } of this.partitions) this.mapBuffers(context, 2 * (slot - 1));
  }

  /** The partition that owns the memory. */
  get sender(): Partition {
    return this.partition(0);
  }

  /** One of those that it is sent to, from 0 on. */
  receiver(index = 0): Partition {
    return this.partition(index + 1);
  }

  /** Calls with up to three arguments and leaves the answer in `frame`. */
  call(context: number, id: number, w1 = 0, w2 = 0, w3 = 0): void {
    const frame = this.frame;
    frame[0] = id;
    frame[2] = w1;
    frame[4] = w2;
    frame[6] = w3;
    frame[8] = 0;
    this.spmc.call(context, frame);
  }

  /** Calls and throws unless the answer is `wanted`. */
  expect(wanted: number, context: number, id: number, w1 = 0, w2 = 0, w3 = 0): void {
    this.call(context, id, w1, w2, w3);
    if (this.frame[0] !== wanted) this.complain(id);
  }

  private complain(id: number): never {
    const rule = this.spmc.verdict.rule?.id ?? `0x${this.frame[0]?.toString(16)}`;
    throw new Error(`call 0x${id.toString(16)} was answered otherwise than expected: ${rule}`);
  }

  private partition(index: number): Partition {
    const partition = this.partitions[index];
    if (partition === undefined) throw new RangeError(`there is no partition ${index}`);
    return partition;
  }

  private mapBuffers(context: number, tx: number): void {
    setW(this.frame, 0, FFA_RXTX_MAP);
    setW(this.frame, 1, addressOf(tx));
    setW(this.frame, 2, addressOf(tx + 1));
    setW(this.frame, 3, 1);
    this.spmc.call(context, this.frame);
    if (this.spmc.verdict.rule !== null) this.complain(FFA_RXTX_MAP);
  }
}
