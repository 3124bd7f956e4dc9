import type { Built } from '../board/build.ts';
import type { MachineSpec } from '../board/machine.ts';
import { starve } from '../board/starve.ts';
import type { ResourceManager } from '../gunyah/manager/resource-manager.ts';
import { REQUEST } from '../gunyah/wire/messages.ts';
import { Assembler, PACKET_TYPE, packetsOf } from '../gunyah/wire/packet.ts';
import { VM_STATE, VMID } from '../gunyah/wire/values.ts';
import { type AskMove, type HearMove, PARCEL_IN, type PacketMove } from './move.ts';

/** A VM as moves name it: by its place in the list. */
export interface VmActor {
  readonly name: string;
  readonly vmid: number;
  readonly party: number;
}

/** What came of packets that a VM sent. */
export interface Exchange {
  readonly vm: VmActor;
  readonly packets: readonly Uint8Array[];
  /** Why the last packet was dropped, if it was. */
  readonly dropped: string | undefined;
  /** The payload of the answer; undefined when there is none. */
  readonly reply: Uint8Array | undefined;
  /** The rule that was broken. */
  readonly rule: string | undefined;
}

/** Hears of packets when they are ready and have not been sent. */
export type BeforeAsk = (vm: VmActor, packets: readonly Uint8Array[]) => void;

/** The VMs of a stand: what they ask of the resource manager, and what they are told. */
export class VmStand {
  readonly rm: ResourceManager;
  readonly actors: readonly VmActor[];
  private readonly built: Pick<Built, 'ledger' | 'parties'>;
  /** Handles of parcels by the name that the move gave them which made them. */
  private readonly handles: Map<number, number> = new Map();
  private sequence = 0;

  constructor({ vms }: MachineSpec, built: Pick<Built, 'ledger' | 'parties'>, rm: ResourceManager) {
    this.rm = rm;
    this.built = built;
    this.actors = vms.map(({ name, vmid }) => ({ name, vmid, party: built.parties.get(name) ?? 0 }));
  }

  /** Nothing has a name. */
  reset(): void {
    this.handles.clear();
    this.sequence = 0;
  }

  /** Says what moves mean by the name of a parcel. */
  nameHandle(name: number, handle: number): void {
    this.handles.set(name, handle);
  }

  /** Whether the VM at a place runs, and so can ask and hear. */
  runs(by: number): boolean {
    const vm = this.actors[by];
    return vm !== undefined && this.rm.state.vm(vm.vmid)?.state === VM_STATE.RUNNING;
  }

  /** Sends what a move says, and takes the answer. */
  ask(move: AskMove | PacketMove, before: BeforeAsk | undefined): Exchange {
    const vm = this.actors[move.by];
    const packets =
      move.do === 'packet' ? [Uint8Array.from(move.bytes)] : this.packetsOf(move, this.payloadOf(move));
    before?.(vm, packets);
    let dropped: string | undefined;
    const starved =
      move.do === 'ask' && move.starve !== undefined ? starve(this.built.ledger, move.starve) : undefined;
    this.rm.state.verdict.clear();
    try {
      for (const packet of packets) dropped = this.rm.receive(vm.vmid, packet);
    } finally {
      starved?.();
    }
    const reply = this.takeReply(vm);
    const rule = reply === undefined ? undefined : this.rm.state.verdict.rule?.id;
    if (move.do === 'ask' && move.as !== undefined && rule === undefined && reply?.length === 8)
      this.handles.set(move.as, new DataView(reply.buffer, reply.byteOffset).getUint32(4, true));
    return { vm, packets, dropped, reply, rule };
  }

  /** A partition has ended. If it is a VM, what it was given and gave through the resource manager goes back. */
  end(partition: string): void {
    const vm = this.actors.find(({ name }) => name === partition);
    if (vm !== undefined) this.rm.end(vm.vmid);
  }

  /** Whether a partition may begin anew: it is no VM, or nothing is left of its former life. */
  isOver(partition: string): boolean {
    const vm = this.actors.find(({ name }) => name === partition);
    return vm === undefined || this.rm.isOver(vm.vmid);
  }

  /** A partition has begun anew. If it is a VM, it runs again. */
  begin(partition: string): void {
    const vm = this.actors.find(({ name }) => name === partition);
    if (vm !== undefined) this.rm.begin(vm.vmid);
  }

  /** Takes all that a VM was told: the number and the payload of each message. */
  hear({ vmid }: VmActor): readonly { readonly id: number; readonly payload: Uint8Array }[] {
    const told: { id: number; payload: Uint8Array }[] = [];
    const assembler = new Assembler();
    for (let packet = this.rm.deliver(vmid); packet !== undefined; packet = this.rm.deliver(vmid)) {
      const taken = assembler.take(packet);
      if (typeof taken === 'object') told.push({ id: taken.id, payload: taken.payload });
    }
    return told;
  }

  /** Whether a party sees physical addresses. */
  isFlat(party: number): boolean {
    return this.built.ledger.viewOf(party).identity;
  }

  /** The page behind each page of a party's own addresses; nothing where it sees physical ones. */
  spaceOf(party: number): ReadonlyMap<number, number> {
    const windows = this.built.ledger.viewOf(party).save();
    return new Map(
      windows.flatMap(({ at, page, pages }) =>
        Array.from({ length: pages }, (_, index): [number, number] => [at + index, page + index]),
      ),
    );
  }

  /**
   * The moves by which everything comes back: the primary VM ends the others, those that run release what they accepted, and owners reclaim. Each is
   * thought of when those before it have been made.
   */
  *farewells(): Generator<AskMove | HearMove> {
    const { state } = this.rm;
    const primary = this.actors.findIndex(({ vmid }) => vmid === VMID.PRIMARY);
    for (const { vmid } of this.actors) {
      if (state.vm(vmid)?.spec.running !== false) continue;
      for (const id of [REQUEST.VM_STOP.id, REQUEST.VM_RESET.id])
        yield { do: 'ask', by: primary, id, payload: request(id, vmid) };
    }
    for (const request of [REQUEST.RELEASE.id, REQUEST.RECLAIM.id])
      for (const [by, { vmid }] of this.actors.entries())
        for (const { handle } of [...state.parcels.all()])
          if (request === REQUEST.RECLAIM.id || state.vm(vmid)?.accepted.includes(handle) === true)
            yield { do: 'ask', by, id: request, payload: [...bytesOf(handle), 0, 0, 0, 0] };
    for (const by of this.actors.keys()) yield { do: 'hear', by };
  }

  /** The payload of a move, with the handle that it means. */
  payloadOf({ id, payload, parcel }: AskMove): Uint8Array {
    const bytes = Uint8Array.from(payload);
    const at = PARCEL_IN[id];
    if (parcel !== undefined && at !== undefined && at + 4 <= bytes.length) {
      const handle = (this.handles.get(parcel.of) ?? 0) + (parcel.twist ?? 0);
      new DataView(bytes.buffer).setUint32(at, handle, true);
    }
    return bytes;
  }

  private packetsOf({ id }: AskMove, payload: Uint8Array): Uint8Array[] {
    const sequence = this.sequence;
    this.sequence = (sequence + 1) & 0xffff;
    return packetsOf({ type: PACKET_TYPE.REQUEST, sequence, id, payload });
  }

  /** An answer is delivered before everything else that waits. */
  private takeReply({ vmid }: VmActor): Uint8Array | undefined {
    if (!this.rm.state.vm(vmid)?.channel.answers) return undefined;
    const assembler = new Assembler();
    for (;;) {
      const packet = this.rm.deliver(vmid);
      if (packet === undefined) return undefined;
      const taken = assembler.take(packet);
      if (typeof taken === 'object') return taken.payload;
    }
  }
}

/** VM_STOP has a flag and a reason behind the id; VM_RESET has nothing. */
function request(id: number, vmid: number): readonly number[] {
  return id === REQUEST.VM_STOP.id ? [...bytesOf(vmid), 0, 0, 0, 0] : bytesOf(vmid);
}

function bytesOf(word: number): readonly number[] {
  return [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff);
}
