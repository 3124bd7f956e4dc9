import { PROPERTY_DIRECT_RECEIVE, PROPERTY_DIRECT_SEND } from '#core/abi/bits.js';
import { createFrame, type Frame, setW, w } from '#core/abi/frame.js';
import { functionId } from '#core/abi/functions.js';
import { NIL_UUID } from '#core/abi/uuid.js';
import { VERSION_1_2 } from '#core/abi/versions.js';
import { ANSWERED } from '#core/mediator/behind.js';
import { Mediator } from '#core/mediator/mediator.js';
import { Ledger } from '#core/memory/ledger.js';
import { EXECUTE, READ, WRITE } from '#core/memory/page-word.js';
import { addressOf, PAGE_SIZE } from '#core/memory/pages.js';
import { SparseMemory } from '#core/memory/physical-memory.js';
import { View } from '#core/memory/view.js';
import { Policy, SPEC } from '#core/rules/profile.js';
import { MEDIATOR } from '#core/rules/profiles/mediators.js';
import type { EndpointSpec } from '#core/spmc/endpoint-spec.js';
import { Spmc } from '#core/spmc/spmc.js';
import type { Stage } from './exchange.ts';
import type { Partition } from './partition.ts';

const FFA_VERSION = functionId('FFA_VERSION');
const FFA_RXTX_MAP = functionId('FFA_RXTX_MAP', 64);
const RIGHTS = READ | WRITE | EXECUTE;
const LIMITS = { transactions: 4096, transactionsPerEndpoint: 2048, constituents: 65_536, pageTables: 4096 };
const PAGES = 524_288;
/** Physical pages: the hypervisor's, the guest's, and the secure partition's. */
const HYPERVISOR = 0;
const GUEST = 65_536;
const GUEST_PAGES = 131_072;
const SECURE = 400_000;
const NAMES = ['hypervisor', 'guest', 'vault'] as const;
/** Slots and contexts in the manager, where the hypervisor has two processors: the guest's, and its own. */
const GUEST_SLOT = 2;

/**
 * A guest, a hypervisor, and a secure partition, all of FF-A 1.2 and with buffers of one page. The guest sees its 512 MiB from 0 on, the
 * halves of which lie in physical memory the other way round.
 */
export class GuestWorld implements Stage {
  readonly spmc: Spmc;
  readonly mediator: Mediator | undefined;
  readonly frame: Frame = createFrame();
  readonly sender: Partition;
  private readonly vault: Partition;

  /** `mediated`: the guest's calls go to the hypervisor. Otherwise to the manager, which translates as well. */
  constructor(mediated: boolean) {
    const ledger = new Ledger({
      pages: PAGES,
      pageTables: LIMITS.pageTables,
      transactions: 2 * LIMITS.transactions,
      borrowers: 2 * LIMITS.transactions,
      extents: 2 * LIMITS.constituents,
    });
    const half = GUEST_PAGES / 2;
    const halves = [
      { at: 0, page: GUEST + half, pages: half },
      { at: half, page: GUEST, pages: half },
    ];
    const endpoints = [View.identity(), View.of(halves), View.identity()].map((view, index) => ({
      id: index === 2 ? 0x8001 : index,
      name: NAMES[index] ?? '',
      party: ledger.addParty(view),
      version: VERSION_1_2,
      properties: PROPERTY_DIRECT_RECEIVE | PROPERTY_DIRECT_SEND,
      uuids: [NIL_UUID],
      contexts: index === 0 ? 2 : 1,
      hypervisor: index === 0,
      user: false,
    }));
    const memory = new SparseMemory(PAGES);
    this.spmc = new Spmc(new Policy(SPEC, LIMITS), endpoints, ledger, memory);
    const { contexts } = this.spmc.state;
    const own = [
      { page: HYPERVISOR, pages: 16 },
      { page: GUEST, pages: GUEST_PAGES },
      { page: SECURE, pages: 16 },
    ];
    own.forEach(({ page, pages }, index) => {
      const owner = endpoints[index]?.party ?? 0;
      ledger.assign(page, pages, { owner, rights: RIGHTS, device: false, secure: index === 2 });
    });
    const guestTx = GUEST + half;
    this.sender = {
      id: 1,
      context: contexts.of(GUEST_SLOT, 0),
      slot: GUEST_SLOT,
      tx: memory.mapped(guestTx),
    };
    this.vault = { id: 0x8001, context: contexts.of(3, 0), slot: 3, tx: memory.mapped(SECURE) };
    this.mediator = mediated ? this.mediate(ledger, memory, endpoints[1]) : undefined;
    for (const [context, tx] of [
      [this.sender.context, 0],
      [this.vault.context, SECURE],
    ] as const)
      this.mapBuffers(context, tx);
  }

  receiver(): Partition {
    return this.vault;
  }

  /** Calls and throws unless the answer is `wanted`. */
  expect(wanted: number, context: number, id: number, w1 = 0, w2 = 0, w3 = 0): void {
    const { frame } = this;
    frame[0] = id;
    frame[2] = w1;
    frame[4] = w2;
    frame[6] = w3;
    frame[8] = 0;
    this.make(context);
    if (frame[0] !== wanted)
      throw new Error(`call 0x${(id >>> 0).toString(16)} was answered 0x${w(frame, 0).toString(16)}`);
  }

  /** The guest is gone: everything that it has sent is had back before it returns. */
  destroyGuest(): void {
    this.frame.fill(0);
    this.mediator?.destroy(1, this.frame);
  }

  /** A guest begins, with its version and its buffers. */
  createGuest(): void {
    this.frame.fill(0);
    this.mediator?.create(1, this.frame);
    this.mapBuffers(this.sender.context, 0);
  }

  private mediate(ledger: Ledger, memory: SparseMemory, guest: EndpointSpec | undefined): Mediator {
    if (guest === undefined) throw new Error('there is a guest');
    const { contexts } = this.spmc.state;
    const processors = [contexts.of(1, 0), contexts.of(1, 1)];
    const mediator = new Mediator(new Policy(MEDIATOR, LIMITS), [{ ...guest, tee: true }], {
      ledger,
      memory,
      buffers: { txPage: HYPERVISOR, rxPage: HYPERVISOR + 1 },
      conduit: (processor, frame) => {
        const context = processors[processor] ?? 0;
        const next = this.spmc.call(context, frame);
        return next === context ? ANSWERED : next;
      },
    });
    mediator.start();
    mediator.create(1, this.frame);
    return mediator;
  }

  private make(context: number): void {
    if (context === this.sender.context && this.mediator !== undefined) this.mediator.call(1, this.frame);
    else this.spmc.call(context, this.frame);
  }

  private mapBuffers(context: number, tx: number): void {
    const { frame } = this;
    for (const words of [
      [FFA_VERSION, VERSION_1_2],
      [FFA_RXTX_MAP, addressOf(tx), addressOf(tx) + PAGE_SIZE, 1],
    ]) {
      frame.fill(0);
      words.forEach((value, register) => {
        setW(frame, register, value);
      });
      this.make(context);
      if ((frame[0] ?? 0) < 0 || w(frame, 0) === 0x8400_0060) throw new Error('a buffer is not mapped');
    }
  }
}
