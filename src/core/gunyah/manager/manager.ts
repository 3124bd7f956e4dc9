import type { Field, Layout } from '../../abi/fields.ts';
import { type FieldValues, writeNumber } from '../../abi/structure.ts';
import type { Ledger } from '../../memory/ledger.ts';
import type { PhysicalMemory } from '../../memory/physical-memory.ts';
import { type Entries, encodeMessage, MOST_ENTRIES } from '../wire/codec.ts';
import { HANDLE_REPLY, REPLY } from '../wire/layouts.ts';
import type { MessageShape } from '../wire/messages.ts';
import type { Envelope } from '../wire/packet.ts';
import { VMID } from '../wire/values.ts';
import type { RmLimits } from './limits.ts';
import { Parcels, type SavedParcels } from './parcels.ts';
import { RmVerdict } from './verdict.ts';
import { type SavedVm, Vm, type VmSpec } from './vms.ts';

/** A copy of everything but the ledger. */
export interface SavedManager {
  readonly vms: readonly SavedVm[];
  readonly parcels: SavedParcels;
  readonly sequence: number;
}

/** Hears what the resource manager serves and tells, message by message. */
export interface RmObserver {
  /** A request was served; `reply` is the payload of its answer. */
  served(vmid: number, request: Envelope, reply: Uint8Array): void;
  /** A VM is told something it did not ask for, in a message with this sequence number. */
  told(vmid: number, sequence: number, id: number, payload: Uint8Array): void;
}

/** What the handlers of messages work on. */
export class Manager {
  readonly ledger: Ledger;
  readonly memory: PhysicalMemory;
  readonly limits: RmLimits;
  /** The ledger's party that the resource manager is itself. */
  readonly party: number;
  /** Told of messages; costs nothing while undefined. */
  observer: RmObserver | undefined;
  readonly verdict: RmVerdict = new RmVerdict();
  readonly parcels: Parcels = new Parcels();
  /** The regions of the message in progress: where each starts, and how long it is, in pages. */
  readonly columns: { readonly page: Float64Array; readonly pages: Uint32Array } = {
    page: new Float64Array(MOST_ENTRIES),
    pages: new Uint32Array(MOST_ENTRIES),
  };
  /** The VMs that can be: those that run from the beginning, and those that may be allocated. */
  readonly specs: readonly VmSpec[];
  /** VMs by their ids. */
  private readonly vms: Map<number, Vm> = new Map();
  /** Of notifications; one count for all VMs. */
  private sequence = 0;

  constructor(
    specs: readonly VmSpec[],
    party: number,
    ledger: Ledger,
    memory: PhysicalMemory,
    limits: RmLimits,
  ) {
    this.specs = specs;
    this.party = party;
    this.ledger = ledger;
    this.memory = memory;
    this.limits = limits;
    for (const spec of specs) if (spec.running) this.vms.set(spec.vmid, new Vm(spec));
  }

  /** The VM with an id; undefined when nobody has it now. */
  vm(vmid: number): Vm | undefined {
    return this.vms.get(vmid);
  }

  add(spec: VmSpec): Vm {
    const vm = new Vm(spec);
    this.vms.set(spec.vmid, vm);
    return vm;
  }

  remove(vmid: number): void {
    this.vms.delete(vmid);
  }

  /** Tells a VM something it did not ask for. A VM that does not exist hears nothing. */
  tell(
    vmid: number,
    shape: MessageShape,
    head: FieldValues<string>,
    lists: Readonly<Record<string, Entries>> = {},
  ): void {
    const sequence = this.nextSequence();
    const vm = this.vms.get(vmid);
    if (vm === undefined) return;
    const payload = encodeMessage(shape, head, lists);
    vm.channel.notify(sequence, shape.id, payload);
    this.observer?.told(vmid, sequence, shape.id, payload);
  }

  /** Tells the primary VM. */
  tellPrimary(shape: MessageShape, head: FieldValues<string>): void {
    this.tell(VMID.PRIMARY, shape, head);
  }

  save(): SavedManager {
    return {
      vms: [...this.vms.values()].map((vm) => vm.save()),
      parcels: this.parcels.save(),
      sequence: this.sequence,
    };
  }

  restore({ vms, parcels, sequence }: SavedManager): void {
    this.vms.clear();
    for (const saved of vms) this.vms.set(saved.spec.vmid, Vm.of(saved));
    this.parcels.restore(parcels);
    this.sequence = sequence;
  }

  private nextSequence(): number {
    const now = this.sequence;
    this.sequence = (now + 1) & 0xffff;
    return now;
  }
}

/** The payload of an answer that gives a handle. */
export function handleAnswer(handle: number): Uint8Array {
  return numberAnswer(HANDLE_REPLY, HANDLE_REPLY.fields.handle, handle);
}

/** The payload of an answer that says OK and gives one number, in this field. */
export function numberAnswer({ size }: Layout, field: Field, value: number): Uint8Array {
  const payload = new Uint8Array(size);
  writeNumber(payload, 0, field, value);
  return payload;
}

/** An answer that says OK and nothing else. */
export const OK: Uint8Array = new Uint8Array(REPLY.size);
