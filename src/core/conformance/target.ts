import type { UuidWords } from '../abi/uuid.ts';
import type { Buffers } from '../client/driver.ts';
import type { Outcome, Step } from '../client/port.ts';
import type { VmOutcome, VmStep } from '../gunyah/client/port.ts';

/** The endpoints that cases speak of. The hypervisor has id 0; `sp4` runs at S-EL0, the other secure partitions at S-EL1. */
export type EndpointName = 'hypervisor' | 'vm1' | 'vm2' | 'vm3' | 'sp1' | 'sp2' | 'sp3' | 'sp4';

export type EndpointKind = 'hypervisor' | 'VM' | 'S-EL1' | 'S-EL0';

/** An endpoint of a target: what a case may do as whom, and with which memory. All addresses are the endpoint's own. */
export interface TargetEndpoint {
  readonly name: EndpointName;
  readonly kind: EndpointKind;
  /** FF-A id; bit 15 is set for secure partitions. */
  readonly id: number;
  /** FF-A version it speaks in cases that are about no other. */
  readonly version: number;
  /** Protocols it speaks; none for one of the normal world. */
  readonly uuids: readonly UuidWords[];
  /** Where it maps its RX/TX buffers: pages that are nothing else. */
  readonly buffers: Buffers;
  /** Memory of its own that it may read, write and execute, and that nobody else uses. */
  readonly scratch: { readonly address: number; readonly pages: number };
  /** A page of its own that it may only read. */
  readonly readOnlyPage?: number;
  /** A page of its own that is a device. */
  readonly devicePage?: number;
}

/** The VMs of Gunyah that cases speak of. `primary` has VMs come and go, and `guest` is one that does. */
export type VmName = 'primary' | 'peer' | 'other' | 'guest';

/** A VM of a target's resource manager: what a case may do as it. Addresses are the VM's own. */
export interface TargetVm {
  readonly name: VmName;
  readonly vmid: number;
  /** Memory of its own that nobody else uses; none for a VM that has nothing yet. */
  readonly scratch: { readonly address: number; readonly pages: number };
  /** Where memory that it accepts appears; absent where addresses are physical ones. */
  readonly borrowing?: { readonly address: number; readonly pages: number };
  /** A page of its own that it may only read, and one that is a device. */
  readonly readOnlyPage?: number;
  readonly devicePage?: number;
  /** A label that its device tree names. */
  readonly label?: number;
}

/** What a target can do beyond calls and accesses, and what can be seen on it. */
export type Capability =
  /** A hypervisor moves memory from VM to VM. */
  | 'vmToVm'
  /** An access that the processor refuses ends in a fault which the endpoint survives. */
  | 'dataAborts'
  /** It can say which rule refused a call, and how many pages a call moved. */
  | 'refusalRules'
  /** It can end the life of an endpoint at any moment. */
  | 'endings'
  /** It can give a page to another world, so that the manager no longer reaches it. */
  | 'withdrawals'
  /** Its secure partitions can be met in the middle of their initialisation. */
  | 'initialisation'
  /** It has Gunyah's resource manager beside the partition manager, and VMs. */
  | 'resourceManager';

/** What a case asks of the machine that it runs on. */
export type Act =
  /** Puts the machine back to its start: nobody has called anything, and all secure partitions wait but those that are initialising. */
  | { readonly do: 'reset'; readonly initialising: readonly EndpointName[] }
  /** An endpoint makes a step: a call, or an access to its memory. */
  | { readonly do: 'step'; readonly endpoint: EndpointName; readonly step: Step }
  /** A VM makes a step: a packet to the resource manager or from it, or an access to its memory. */
  | { readonly do: 'vm-step'; readonly vm: VmName; readonly step: VmStep }
  /** What an endpoint was given since its last call, which did not come back at once. */
  | { readonly do: 'collect'; readonly endpoint: EndpointName }
  /** The end of an endpoint. */
  | { readonly do: 'end'; readonly endpoint: EndpointName }
  /** Another world takes the page at an address of an endpoint, or gives it back. */
  | {
      readonly do: 'withdraw';
      readonly endpoint: EndpointName;
      readonly address: number;
      readonly gone: boolean;
    };

/** What came of an act. */
export interface Reply {
  /** `waits` while somebody else has the processor. */
  readonly outcome: Outcome | 'waits';
  /** What came of a step of a VM. */
  readonly vm?: VmOutcome;
  /** What the target could see of a call or of a request besides its answer. */
  readonly seen?: {
    /** The rule that refused it. */
    readonly rule?: string;
    /** How many runs of pages changed hands. */
    readonly pageChanges: number;
  };
}

/** Does acts at once. */
export interface Machine {
  take(act: Act): Reply;
}

/** Does acts at the end of a link, one at a time. */
export interface DistantMachine {
  take(act: Act): Promise<Reply>;
}

/** What cases can run on: an in-process board, or another machine with programs that do steps for their endpoints. */
export interface Target {
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly endpoints: readonly TargetEndpoint[];
  /** Where it has a resource manager. */
  readonly vms?: readonly TargetVm[];
}
