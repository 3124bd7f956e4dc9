import type { Constituent } from '../abi/transaction.ts';

/** A parcel by the name that the step gave it which made it (`as`), or by its handle. */
export type ParcelName = string | number;

/** A VM by its name, or a VM id that nobody needs to have. */
export type VmName = string | number;

/** Makes a parcel of memory of the VM. All that memory goes into one message, of 512 regions at most. */
export interface ParcelAct {
  readonly verb: 'rm-share' | 'rm-lend' | 'rm-donate';
  /** The access list: READ, WRITE and EXECUTE of memory/page-word.ts by VM. Who shares stands in it as well. */
  readonly to: readonly { readonly vm: VmName; readonly rights: number }[];
  readonly memory: readonly Constituent[];
  readonly label?: number;
  /** Memory of a device. */
  readonly device?: boolean;
  /** Clears the memory at once. */
  readonly sanitize?: boolean;
  /** More is to be appended. */
  readonly more?: boolean;
  /** Names the parcel for later steps. */
  readonly as?: string;
}

export interface AppendAct {
  readonly verb: 'rm-append';
  readonly parcel: ParcelName;
  readonly memory: readonly Constituent[];
  /** Still more is to be appended. */
  readonly more?: boolean;
}

export interface AcceptAct {
  readonly verb: 'rm-accept';
  readonly parcel: ParcelName;
  /** Where the regions are to be. The resource manager chooses when they are left out. */
  readonly places?: readonly Constituent[];
  /** Where they have to be. */
  readonly gives?: readonly Constituent[];
  /** All regions in one piece. */
  readonly contiguous?: boolean;
  /** Clears the memory before its owner has it back. */
  readonly sanitize?: boolean;
  /** The label has to be this. */
  readonly label?: number;
  /** More places are to come: nothing is mapped yet. */
  readonly more?: boolean;
}

/** Gives accepted memory back, or takes back memory that nobody has accepted. */
export interface ReturnAct {
  readonly verb: 'rm-release' | 'rm-reclaim';
  readonly parcel: ParcelName;
  readonly sanitize?: boolean;
}

/** Tells others of a parcel. */
export interface RmNotifyAct {
  readonly verb: 'rm-notify';
  readonly parcel: ParcelName;
  readonly what: 'shared' | 'released' | 'accepted' | 'recall';
  readonly tag?: number;
  readonly to?: readonly VmName[];
}

/** Takes what the VM was told, and compares the names of the messages. */
export interface HearAct {
  readonly verb: 'rm-hear';
  readonly told?: readonly string[];
}

/** The life of another VM, step by step. */
export interface VmAct {
  readonly verb: 'rm-vm';
  readonly vm: VmName;
  readonly what: 'allocate' | 'image' | 'firmware' | 'init' | 'start' | 'stop' | 'reset' | 'deallocate';
  /** The parcel that image or firmware lie in, as a whole. */
  readonly parcel?: ParcelName;
}

/** Any request, as bytes. */
export interface RmRequestAct {
  readonly verb: 'rm-request';
  readonly message: string | number;
  readonly payload: Uint8Array;
  /** What the answer has to carry behind its error. */
  readonly reply?: Uint8Array;
  /** Of the records that the resource manager asks for, the one after so many is not to be had. */
  readonly starved?: number;
}

/** One packet, whatever it is part of. */
export interface PacketAct {
  readonly verb: 'rm-packet';
  readonly bytes: Uint8Array;
  /** The resource manager has to drop it, or to take it. Either may be when left out. */
  readonly dropped?: boolean;
}

/** What VMs ask of Gunyah's resource manager. */
export type RmAct =
  | ParcelAct
  | AppendAct
  | AcceptAct
  | ReturnAct
  | RmNotifyAct
  | HearAct
  | VmAct
  | RmRequestAct
  | PacketAct;
