/**
 * What a VM of Gunyah can ask for in a world. Whoever asks, and whoever is listed, is named by place in the list of VMs, and never takes the place
 * of another; parcels are named as transactions are.
 */
export type VmDeed = CreateDeed | AppendDeed | AcceptDeed | GoBackDeed;

/** An entry of an access list: a VM by its place, and RIGHT of gunyah/wire/values.ts. */
export type Listed = readonly [vm: number, rights: number];

export interface CreateDeed {
  readonly do: 'rm-create';
  readonly by: number;
  /** TRANSFER of gunyah/wire/values.ts. */
  readonly transfer: number;
  readonly list: readonly Listed[];
  /** CREATE_FLAG. */
  readonly flags: number;
  /** Groups of pages, each a region, in this order. */
  readonly groups: readonly number[];
}

/** More regions. */
export interface AppendDeed {
  readonly do: 'rm-append';
  readonly by: number;
  readonly of: number;
  /** APPEND_FLAG. */
  readonly flags: number;
  readonly groups: readonly number[];
}

export interface AcceptDeed {
  readonly do: 'rm-accept';
  readonly by: number;
  readonly of: number;
  /** What it believes the parcel to be: TRANSFER. */
  readonly transfer: number;
  /** ACCEPT_FLAG. */
  readonly flags: number;
}

export interface GoBackDeed {
  readonly do: 'rm-release' | 'rm-reclaim';
  readonly by: number;
  readonly of: number;
  /** RETURN_FLAG. */
  readonly flags: number;
}

/** Whether somebody asks the resource manager. */
export function isOfVm(deed: { readonly do: string }): deed is VmDeed {
  return deed.do.startsWith('rm-');
}
