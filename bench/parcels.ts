import { ResourceManager } from '#core/gunyah/manager/resource-manager.js';
import { encodeMessage } from '#core/gunyah/wire/codec.js';
import { type MessageShape, REQUEST } from '#core/gunyah/wire/messages.js';
import { PACKET_TYPE, packetsOf } from '#core/gunyah/wire/packet.js';
import { ACCEPT_FLAG, APPEND_FLAG, CREATE_FLAG, RIGHT, TRANSFER } from '#core/gunyah/wire/values.js';
import { Ledger } from '#core/memory/ledger.js';
import { EXECUTE, READ, WRITE } from '#core/memory/page-word.js';
import { SparseMemory } from '#core/memory/physical-memory.js';
import { View } from '#core/memory/view.js';

const OWNER = 3;
const PEER = 45;
const PAGE = 4096;
/** The owner's memory begins here, as a page. */
const FIRST = 0x1_0000;
/** Regions of one message at most. */
const MOST = 512;
/** Where a request's handle lies in its first packet, and where the error and the handle lie in the first packet of an answer. */
const HANDLE_AT = 8;
const ERROR_AT = 8;
const NEW_HANDLE_AT = 12;

/** Regions of one page, which do not touch each other. */
function regionsOf(from: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    base: (FIRST + 2 * (from + index)) * PAGE,
    size: PAGE,
  }));
}

function packets(shape: MessageShape, head: Record<string, number>, lists = {}): readonly Uint8Array[] {
  const payload = encodeMessage(shape, head, lists);
  return packetsOf({ type: PACKET_TYPE.REQUEST, sequence: 1, id: shape.id, payload });
}

/** A parcel of many regions: every packet is ready before the first goes in, and every answer is taken out and looked at. */
export class ParcelCycle {
  private readonly rm: ResourceManager;
  private readonly create: readonly Uint8Array[];
  private readonly appends: readonly (readonly Uint8Array[])[];
  private readonly accept: readonly Uint8Array[];
  private readonly release: readonly Uint8Array[];
  private readonly reclaim: readonly Uint8Array[];

  constructor(regions: number) {
    const pages = FIRST + 2 * regions;
    const ledger = new Ledger({
      pages,
      pageTables: 4096,
      transactions: 64,
      borrowers: 64,
      extents: regions + 64,
    });
    const owner = ledger.addParty(View.identity());
    const peer = ledger.addParty(View.identity());
    const party = ledger.addParty(View.of([]));
    const memory = { owner, rights: READ | WRITE | EXECUTE, device: false, secure: false };
    ledger.assign(FIRST, pages - FIRST, memory);
    const vm = (vmid: number, its: number) => ({
      vmid,
      name: `VM ${vmid}`,
      party: its,
      labels: [],
      running: true,
    });
    this.rm = new ResourceManager(
      { vms: [vm(OWNER, owner), vm(PEER, peer)], party },
      ledger,
      new SparseMemory(pages),
    );
    const acl = [
      { vmid: OWNER, rights: RIGHT.READ | RIGHT.WRITE },
      { vmid: PEER, rights: RIGHT.READ | RIGHT.WRITE },
    ];
    const more = regions > MOST ? CREATE_FLAG.APPEND : 0;
    this.create = packets(
      REQUEST.SHARE,
      { flags: more },
      { acl, regions: regionsOf(0, Math.min(regions, MOST)) },
    );
    const rest = Array.from({ length: Math.ceil(regions / MOST) - 1 }, (_, index) => (index + 1) * MOST);
    this.appends = rest.map((from) => {
      const count = Math.min(MOST, regions - from);
      const flags = from + count === regions ? APPEND_FLAG.DONE : 0;
      return packets(REQUEST.APPEND, { flags }, { regions: regionsOf(from, count) });
    });
    this.accept = packets(REQUEST.ACCEPT, { transfer: TRANSFER.SHARE, flags: ACCEPT_FLAG.DONE });
    this.release = packets(REQUEST.RELEASE, {});
    this.reclaim = packets(REQUEST.RECLAIM, {});
  }

  /** Share, accept, release, reclaim. */
  cycles(count: number): void {
    for (let cycle = 0; cycle < count; cycle++) {
      const handle = this.make();
      this.ask(PEER, this.accept, handle);
      this.ask(PEER, this.release, handle);
      this.ask(OWNER, this.reclaim, handle);
    }
  }

  /** Share, with as many appends as it takes, and reclaim. */
  builds(count: number): void {
    for (let build = 0; build < count; build++) this.ask(OWNER, this.reclaim, this.make());
  }

  private make(): number {
    const handle = this.send(OWNER, this.create);
    for (const append of this.appends) this.ask(OWNER, append, handle);
    return handle;
  }

  private ask(vmid: number, request: readonly Uint8Array[], handle: number): void {
    const [first] = request;
    if (first !== undefined)
      for (let byte = 0; byte < 4; byte++) first[HANDLE_AT + byte] = handle >>> (8 * byte);
    this.send(vmid, request);
  }

  /** Puts the packets of a request in and takes those of its answer out. Returns the second word of the answer. */
  private send(vmid: number, request: readonly Uint8Array[]): number {
    for (const packet of request) this.rm.receive(vmid, packet);
    const answer = this.rm.deliver(vmid);
    if (answer === undefined || wordAt(answer, ERROR_AT) !== 0) throw new Error('a request was refused');
    while (this.rm.deliver(vmid) !== undefined);
    return answer.length < NEW_HANDLE_AT + 4 ? 0 : wordAt(answer, NEW_HANDLE_AT);
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)) >>>
    0
  );
}
