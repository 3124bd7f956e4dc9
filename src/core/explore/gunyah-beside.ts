import type { Reply } from './model/gunyah/request.ts';
import type { PacketExpected, ResourceManagerModel } from './model/gunyah/resource-manager.ts';
import { STATE, type Vm } from './model/gunyah/state.ts';
import type { Exchange, VmActor, VmStand } from './vm-stand.ts';

/** What the manager says of a packet that it drops, by the rule of the specification. */
const SAYS: Readonly<Record<string, string>> = {
  'rm-packet/short': 'shorter than a header',
  'rm-packet/long': 'longer than a packet',
  'rm-packet/version': 'of another version or header length',
  'rm-packet/continuations': 'too many continuations',
  'rm-packet/nothing-open': 'a continuation of nothing',
  'rm-packet/foreign': 'a continuation of something else',
};

/** The specification of the resource manager beside the VMs of a stand. */
export class GunyahBeside {
  private readonly vms: VmStand;
  private readonly model: ResourceManagerModel;
  /** What has to come of the last packet. */
  private expected: PacketExpected | undefined;

  constructor(vms: VmStand, model: ResourceManagerModel) {
    this.vms = vms;
    this.model = model;
  }

  /** The rule that the specification has the last request refused for; undefined when it has to succeed, or may. */
  get wanted(): string | undefined {
    if (this.expected?.of !== 'request') return undefined;
    return this.expected.expected.reasons.find(({ may }) => may !== true)?.rule;
  }

  /** Packets are about to be sent. */
  before({ vmid }: VmActor, packets: readonly Uint8Array[]): void {
    for (const packet of packets) this.expected = this.model.expect(vmid, packet);
  }

  /** What the specification has against what came of them. */
  after({ dropped, reply, rule }: Exchange): string | undefined {
    const { expected } = this;
    if (expected === undefined) return undefined;
    if (expected.of === 'dropped') {
      const says = expected.rules.map((each) => SAYS[each]);
      return dropped !== undefined && says.includes(dropped)
        ? undefined
        : `a packet has to be dropped, ${says.join(', or ')}, and is ${dropped ?? 'taken'}`;
    }
    if (dropped !== undefined) return `a packet is dropped as ${dropped}, and nothing is wrong with it`;
    if (expected.of === 'silence')
      return reply === undefined ? undefined : 'there is an answer to what is no request';
    if (reply === undefined) return `${expected.name} is not answered`;
    const bytes = new DataView(reply.buffer, reply.byteOffset, reply.byteLength);
    const read: Reply = {
      refused: rule,
      error: bytes.getUint32(0, true),
      data: reply.subarray(4),
      spaceOf: (vmid) => this.spaceOf(vmid),
      hasAccepted: (vmid, handle) => this.hasAccepted(vmid, handle),
    };
    if ((read.error === 0) !== (rule === undefined)) return `error ${read.error} with rule ${rule ?? 'none'}`;
    return this.model.happen(expected.name, expected.expected, read) ?? this.compare();
  }

  /** What the specification has against what a VM hears. */
  heard({ vmid, name }: VmActor, told: ReturnType<VmStand['hear']>): string | undefined {
    const vm = this.model.gunyah.vms.get(vmid);
    if (vm === undefined) return undefined;
    const wanted = vm.told.map(noticeText);
    const found = told.map(noticeText);
    vm.told = [];
    const at = wanted.findIndex((text, index) => text !== found[index]);
    if (at < 0 && wanted.length === found.length) return undefined;
    const place = at < 0 ? wanted.length : at;
    return `${name} hears ${found[place] ?? 'nothing'}, and has to hear ${wanted[place] ?? 'nothing'}`;
  }

  /** States of VMs, where they see memory, and how many parcels there are. */
  compare(): string | undefined {
    const { gunyah } = this.model;
    const { state } = this.vms.rm;
    for (const actor of this.vms.actors) {
      const vm = gunyah.vms.get(actor.vmid);
      const found = state.vm(actor.vmid)?.state ?? STATE.absent;
      if (vm === undefined) continue;
      if (found !== STATE[vm.state]) return `${actor.name} is in state ${found}, and has to be ${vm.state}`;
      const wrong = this.compareSpace(vm, actor);
      if (wrong !== undefined) return wrong;
    }
    const live = [...state.parcels.all()].map(({ handle }) => handle);
    return live.length === gunyah.parcels.size && live.every((handle) => gunyah.parcels.has(handle))
      ? undefined
      : `there are parcels ${live.join(' ')}, and have to be ${[...gunyah.parcels.keys()].join(' ')}`;
  }

  private compareSpace({ flat, space, name }: Vm, { party }: VmActor): string | undefined {
    if (flat) return undefined;
    const found = this.vms.spaceOf(party);
    for (const at of new Set([...space.keys(), ...found.keys()]))
      if (space.get(at) !== found.get(at))
        return `${name} sees page ${found.get(at) ?? 'none'} at page ${at} of its own, and has to see ${space.get(at) ?? 'none'}`;
    return undefined;
  }

  private spaceOf(vmid: number): ReadonlyMap<number, number> {
    const actor = this.vms.actors.find((each) => each.vmid === vmid);
    return actor === undefined ? new Map() : this.vms.spaceOf(actor.party);
  }

  private hasAccepted(vmid: number, handle: number): boolean {
    const { state } = this.vms.rm;
    return state.parcels.get(handle) === undefined || state.vm(vmid)?.accepted.includes(handle) === true;
  }
}

function noticeText({ id, payload }: { readonly id: number; readonly payload: Uint8Array }): string {
  return `0x${id.toString(16)}: ${[...payload].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}
