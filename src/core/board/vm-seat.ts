import { ResourceClient, type SavedClient } from '../gunyah/client/resource-client.ts';
import { Activity, type SavedVmActivity, type VmActivity } from './activity.ts';
import type { VmSpec } from './machine.ts';

export interface SavedVmSeat {
  readonly activity: SavedVmActivity | undefined;
  readonly client: SavedClient;
  readonly asleep: boolean;
}

/** The place of a VM: what it runs, and what its driver knows. */
export class VmSeat {
  readonly name: string;
  readonly vmid: number;
  /** Its party of the ledger. */
  readonly party: number;
  /** The resource manager as its programs use it. */
  readonly client: ResourceClient = new ResourceClient();
  activity: VmActivity | undefined;
  /** Its program waits for a packet. */
  asleep = false;

  constructor({ name, vmid }: VmSpec, party: number) {
    this.name = name;
    this.vmid = vmid;
    this.party = party;
  }

  /** Stops the program that it runs, if there is one. */
  dismiss(): void {
    this.activity?.stop();
    this.activity = undefined;
    this.asleep = false;
  }

  /** Ends what it runs, and forgets what its driver knows: who has this place next is another VM. */
  clear(): void {
    this.dismiss();
    this.client.restore(new ResourceClient().save());
  }

  save(): SavedVmSeat {
    return { activity: this.activity?.save(), client: this.client.save(), asleep: this.asleep };
  }

  restore({ activity, client, asleep }: SavedVmSeat): void {
    this.activity = activity && Activity.replay(activity, this.client, this.client);
    this.asleep = asleep;
    // A program that is run again writes to its driver, so this comes last.
    this.client.restore(client);
  }
}
