import type { Ledger } from '../../memory/ledger.ts';
import type { PhysicalMemory } from '../../memory/physical-memory.ts';
import { checkForm } from '../rules/check-message.ts';
import { message as rules } from '../rules/message.ts';
import { rmErrorCode } from '../wire/errors.ts';
import { type MessageShape, REQUEST } from '../wire/messages.ts';
import { type Dropped, type Envelope, PACKET_TYPE } from '../wire/packet.ts';
import type { Received } from '../wire/received.ts';
import { TRANSFER, VM_STATE } from '../wire/values.ts';
import { accept } from './accept.ts';
import { append } from './append.ts';
import { create } from './create.ts';
import { reclaim, release } from './giving-back.ts';
import { RM_LIMITS, type RmLimits } from './limits.ts';
import { lookup } from './lookup.ts';
import { Manager, type SavedManager } from './manager.ts';
import { notify } from './notify.ts';
import { reserve } from './reserve.ts';
import { enter } from './resetting.ts';
import { allocate, configImage, deallocate, end, init, reset, setFirmware, start, stop } from './vm-life.ts';
import type { Vm, VmSpec } from './vms.ts';

/** Serves a request: the payload of the answer, or false after a refusal. */
type Handler = (m: Manager, caller: Vm, message: Received) => Uint8Array | false;

const SERVICES: readonly (readonly [MessageShape, Handler])[] = [
  [REQUEST.DONATE, (m, caller, message) => create(m, caller, message, TRANSFER.DONATE)],
  [REQUEST.LEND, (m, caller, message) => create(m, caller, message, TRANSFER.LEND)],
  [REQUEST.SHARE, (m, caller, message) => create(m, caller, message, TRANSFER.SHARE)],
  [REQUEST.APPEND, append],
  [REQUEST.ACCEPT, accept],
  [REQUEST.RELEASE, release],
  [REQUEST.RECLAIM, reclaim],
  [REQUEST.NOTIFY, notify],
  [REQUEST.LOOKUP, lookup],
  [REQUEST.VM_ALLOCATE, allocate],
  [REQUEST.VM_CONFIG_IMAGE, configImage],
  [REQUEST.VM_SET_FIRMWARE_MEM, setFirmware],
  [REQUEST.VM_INIT, init],
  [REQUEST.VM_START, start],
  [REQUEST.VM_STOP, stop],
  [REQUEST.VM_RESET, reset],
  [REQUEST.VM_DEALLOCATE, deallocate],
  [REQUEST.IPA_RESERVE, reserve],
];

const BY_ID: ReadonlyMap<number, readonly [MessageShape, Handler]> = new Map(
  SERVICES.map((service) => [service[0].id, service]),
);

/** What a resource manager is made of. */
export interface RmSpec {
  readonly vms: readonly VmSpec[];
  /** The ledger's party that the resource manager is itself: memory of VMs that are no more belongs to it. */
  readonly party: number;
  readonly limits?: RmLimits;
}

/**
 * Gunyah's resource manager: a pure machine like the partition manager. Packets go in with `receive`, packets come out with `deliver`,
 * and nothing happens at any other time.
 */
export class ResourceManager {
  /** Everything it is made of. To be read by boards, tools and tests; changed by messages only. */
  readonly state: Manager;

  constructor({ vms, party, limits = RM_LIMITS }: RmSpec, ledger: Ledger, memory: PhysicalMemory) {
    this.state = new Manager(vms, party, ledger, memory, limits);
  }

  /**
   * Takes a packet of a VM. A message that is complete is served, and its answer waits for delivery. Returns why the packet was dropped,
   * if it was. Throws for a VM that does not exist: then there is no queue that a packet could have come through.
   */
  receive(vmid: number, packet: Uint8Array): Dropped | undefined {
    const caller = this.mustFind(vmid);
    const taken = caller.channel.assembler.take(packet);
    if (typeof taken !== 'object') return taken;
    if (taken.type === PACKET_TYPE.REQUEST) this.serve(caller, taken);
    return undefined;
  }

  /** The next packet for a VM; undefined when there is none. */
  deliver(vmid: number): Uint8Array | undefined {
    return this.mustFind(vmid).channel.next();
  }

  /**
   * A VM that runs from the beginning has ended: its hypervisor, or another manager that it talks to, has stopped it. What comes of that belongs
   * to the call in progress. Nothing happens to one that has ended before.
   */
  end(vmid: number): void {
    end(this.state, this.mustFind(vmid));
  }

  /** Whether such a VM has ended and everything has gone back, so that it may begin anew. */
  isOver(vmid: number): boolean {
    return this.mustFind(vmid).state === VM_STATE.RESET;
  }

  /** It begins anew. */
  begin(vmid: number): void {
    enter(this.state, this.mustFind(vmid), VM_STATE.RUNNING);
  }

  save(): SavedManager {
    return this.state.save();
  }

  /** Puts a copy back; the ledger is for whoever owns it to put back. */
  restore(saved: SavedManager): void {
    this.state.restore(saved);
  }

  private serve(caller: Vm, envelope: Envelope): void {
    const { state } = this;
    state.ledger.nextCall();
    state.verdict.clear();
    const answered = this.answerTo(caller, envelope);
    const payload = answered === false ? this.refusal() : answered;
    caller.channel.answer(envelope, payload);
    state.observer?.served(caller.vmid, envelope, payload);
  }

  private answerTo(caller: Vm, { id, payload }: Envelope): Uint8Array | false {
    const { verdict } = this.state;
    const service = BY_ID.get(id);
    if (service === undefined) return verdict.fail(rules.unknown);
    const [shape, handler] = service;
    const message = checkForm(payload, shape, verdict);
    return message !== false && handler(this.state, caller, message);
  }

  private refusal(): Uint8Array {
    const { rule } = this.state.verdict;
    if (rule === null) throw new Error('a message was refused without a rule');
    const payload = new Uint8Array(4);
    new DataView(payload.buffer).setUint32(0, rmErrorCode(rule.error), true);
    return payload;
  }

  private mustFind(vmid: number): Vm {
    const vm = this.state.vm(vmid);
    if (vm === undefined) throw new TypeError(`no VM has id ${vmid}`);
    return vm;
  }
}
