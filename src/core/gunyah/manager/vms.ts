import { VM_STATE } from '../wire/values.ts';
import { Channel } from './channel.ts';

/** A VM as it is set up. */
export interface VmSpec {
  readonly vmid: number;
  readonly name: string;
  /** Its party of the ledger. */
  readonly party: number;
  /** Labels of parcels that its device tree names: they are accepted when it starts. */
  readonly labels: readonly number[];
  /** Runs from the beginning. Others are allocated, loaded and started by the primary VM. */
  readonly running: boolean;
}

/** Addresses that a VM keeps for memory of one kind. Pages. */
export interface ReservedRange {
  readonly at: number;
  readonly pages: number;
  /** As the request stated them. */
  readonly constraints: number;
}

/** A VM with an id. */
export class Vm {
  readonly spec: VmSpec;
  readonly channel: Channel = new Channel();
  /** VM_STATE. */
  state: number;
  /** The parcel that holds its image, and the one that holds its firmware. */
  image: number | undefined;
  firmware: number | undefined;
  reserved: readonly ReservedRange[] = [];
  /** Handles of the parcels it has accepted, in the order of their acceptance. */
  accepted: readonly number[] = [];

  constructor(spec: VmSpec) {
    this.spec = spec;
    this.state = spec.running ? VM_STATE.RUNNING : VM_STATE.LOAD;
  }

  get vmid(): number {
    return this.spec.vmid;
  }

  get party(): number {
    return this.spec.party;
  }

  save(): SavedVm {
    const { state, image, firmware, reserved, accepted } = this;
    return { spec: this.spec, channel: this.channel.save(), state, image, firmware, reserved, accepted };
  }

  static of(saved: SavedVm): Vm {
    const vm = new Vm(saved.spec);
    vm.channel.restore(saved.channel);
    vm.state = saved.state;
    vm.image = saved.image;
    vm.firmware = saved.firmware;
    vm.reserved = saved.reserved;
    vm.accepted = saved.accepted;
    return vm;
  }
}

/** A copy of a VM. */
export interface SavedVm {
  readonly spec: VmSpec;
  readonly channel: ReturnType<Channel['save']>;
  readonly state: number;
  readonly image: number | undefined;
  readonly firmware: number | undefined;
  readonly reserved: readonly ReservedRange[];
  readonly accepted: readonly number[];
}
