/**
 * Every message of the resource manager: its number, the structure it begins with, and the lists behind that.
 *
 * Source: gunyah 4, 6.
 */

import type { Layout } from '../../abi/fields.ts';
import {
  ACCEPT,
  ACL_ENTRY,
  ADDRESS_ENTRY,
  APPEND,
  ATTRIBUTE_ENTRY,
  CREATE,
  HANDLE_REPLY,
  IPA_REPLY,
  IPA_RESERVE,
  LIST,
  LOOKUP,
  MEM_RECALL,
  MEM_SHARED,
  MEM_TAKEN,
  NOTIFY,
  PLACED_LIST,
  PLACED_REPLY,
  REGION,
  REPLY,
  RETURN,
  SEARCHED_RANGE,
  SIZE_ENTRY,
  VM,
  VM_CONFIG_IMAGE,
  VM_ENTRY,
  VM_EXITED,
  VM_REPLY,
  VM_SET_FIRMWARE_MEM,
  VM_STATUS,
  VM_STOP,
} from './layouts.ts';
import { RANGE_KIND } from './values.ts';

/** A list behind the first structure of a message. */
export interface ListShape {
  /** What its entries are, as paths name them. */
  readonly name: string;
  readonly head: Layout<'count'>;
  readonly entry: Layout;
}

const ACL: ListShape = { name: 'acl', head: LIST, entry: ACL_ENTRY };
const REGIONS: ListShape = { name: 'regions', head: LIST, entry: REGION };
const PLACES: ListShape = { name: 'regions', head: PLACED_LIST, entry: REGION };
const ATTRIBUTES: ListShape = { name: 'attributes', head: LIST, entry: ATTRIBUTE_ENTRY };
const VMS: ListShape = { name: 'vms', head: LIST, entry: VM_ENTRY };
const SIZES: ListShape = { name: 'sizes', head: LIST, entry: SIZE_ENTRY };

/** What an answer carries behind the error, when there is none. */
export interface ReplyShape {
  readonly head: Layout<'error'>;
  /** Entries behind the head, as many as its `count` says. */
  readonly entry?: Layout;
}

export interface MessageShape {
  readonly name: string;
  readonly id: number;
  readonly head: Layout;
  /** In order. A list that is not there at the end is empty. */
  readonly lists: readonly ListShape[];
  /** Bytes of a payload at least. */
  readonly minimum: number;
  /** Bytes behind the last list are nobody's business. */
  readonly trailing?: true;
  /** What answers a request; notifications have no answer. */
  readonly reply?: ReplyShape;
}

const STATUS_ONLY: ReplyShape = { head: REPLY };
const WITH_HANDLE: ReplyShape = { head: HANDLE_REPLY };

function create(name: string, id: number): MessageShape {
  return { name, id, head: CREATE, lists: [ACL, REGIONS, ATTRIBUTES], minimum: 20, reply: WITH_HANDLE };
}

function returning(name: string, id: number): MessageShape {
  return { name, id, head: RETURN, lists: [], minimum: 8, trailing: true, reply: STATUS_ONLY };
}

function aboutVm(name: string, id: number): MessageShape {
  return { name, id, head: VM, lists: [], minimum: 4, reply: STATUS_ONLY };
}

const RESERVE = {
  name: 'VM_HOST_IPA_RESERVE',
  id: 0x5600_00b0,
  head: IPA_RESERVE,
  minimum: 16,
  reply: { head: IPA_REPLY, entry: ADDRESS_ENTRY },
} as const;

/** Requests that are served. */
export type RequestName =
  | 'DONATE'
  | 'ACCEPT'
  | 'LEND'
  | 'SHARE'
  | 'RELEASE'
  | 'RECLAIM'
  | 'NOTIFY'
  | 'APPEND'
  | 'LOOKUP'
  | 'VM_ALLOCATE'
  | 'VM_DEALLOCATE'
  | 'VM_START'
  | 'VM_STOP'
  | 'VM_RESET'
  | 'VM_CONFIG_IMAGE'
  | 'VM_INIT'
  | 'VM_SET_FIRMWARE_MEM'
  | 'IPA_RESERVE';

export const REQUEST: Readonly<Record<RequestName, MessageShape>> = {
  DONATE: create('MEM_DONATE', 0x5100_0010),
  ACCEPT: {
    name: 'MEM_ACCEPT',
    id: 0x5100_0011,
    head: ACCEPT,
    lists: [ACL, PLACES, ATTRIBUTES],
    minimum: 24,
    reply: { head: PLACED_REPLY, entry: REGION },
  },
  LEND: create('MEM_LEND', 0x5100_0012),
  SHARE: create('MEM_SHARE', 0x5100_0013),
  RELEASE: returning('MEM_RELEASE', 0x5100_0014),
  RECLAIM: returning('MEM_RECLAIM', 0x5100_0015),
  NOTIFY: {
    name: 'MEM_NOTIFY',
    id: 0x5100_0017,
    head: NOTIFY,
    lists: [VMS],
    minimum: 12,
    trailing: true,
    reply: STATUS_ONLY,
  },
  APPEND: {
    name: 'MEM_APPEND',
    id: 0x5100_0018,
    head: APPEND,
    lists: [REGIONS],
    minimum: 12,
    reply: STATUS_ONLY,
  },
  LOOKUP: {
    name: 'MEM_LOOKUP_SGL',
    id: 0x5100_001a,
    head: LOOKUP,
    lists: [ACL, REGIONS, ATTRIBUTES],
    minimum: 16,
    reply: WITH_HANDLE,
  },
  VM_ALLOCATE: { ...aboutVm('VM_ALLOCATE', 0x5600_0001), reply: { head: VM_REPLY } },
  VM_DEALLOCATE: aboutVm('VM_DEALLOCATE', 0x5600_0002),
  VM_START: aboutVm('VM_START', 0x5600_0004),
  VM_STOP: { name: 'VM_STOP', id: 0x5600_0005, head: VM_STOP, lists: [], minimum: 8, reply: STATUS_ONLY },
  VM_RESET: aboutVm('VM_RESET', 0x5600_0006),
  VM_CONFIG_IMAGE: {
    name: 'VM_CONFIG_IMAGE',
    id: 0x5600_0009,
    head: VM_CONFIG_IMAGE,
    lists: [],
    minimum: 40,
    reply: STATUS_ONLY,
  },
  VM_INIT: aboutVm('VM_INIT', 0x5600_000b),
  VM_SET_FIRMWARE_MEM: {
    name: 'VM_SET_FIRMWARE_MEM',
    id: 0x5600_0032,
    head: VM_SET_FIRMWARE_MEM,
    lists: [],
    minimum: 24,
    reply: STATUS_ONLY,
  },
  /** Its list has entries of one of two kinds: see reserveShape. */
  IPA_RESERVE: { ...RESERVE, lists: [], trailing: true },
};

const RANGE_OF_KIND: Readonly<Record<number, Layout>> = {
  [RANGE_KIND.FIXED]: REGION,
  [RANGE_KIND.ALLOCATE]: SEARCHED_RANGE,
};

/** VM_HOST_IPA_RESERVE with its list, by the kind of its ranges; undefined for a kind that there is not. */
export function reserveShape(kind: number): MessageShape | undefined {
  const entry = RANGE_OF_KIND[kind];
  if (entry === undefined) return undefined;
  return { ...RESERVE, lists: [{ name: 'ranges', head: LIST, entry }] };
}

/** What the resource manager tells without being asked. */
export type NotificationName =
  | 'MEM_SHARED'
  | 'MEM_RELEASED'
  | 'MEM_ACCEPTED'
  | 'MEM_RECALL'
  | 'VM_EXITED'
  | 'VM_STATUS';

export const NOTIFICATION: Readonly<Record<NotificationName, MessageShape>> = {
  MEM_SHARED: {
    name: 'MEM_SHARED',
    id: 0x5110_0011,
    head: MEM_SHARED,
    lists: [ACL, SIZES, ATTRIBUTES],
    minimum: 32,
  },
  MEM_RELEASED: { name: 'MEM_RELEASED', id: 0x5110_0012, head: MEM_TAKEN, lists: [], minimum: 12 },
  MEM_ACCEPTED: { name: 'MEM_ACCEPTED', id: 0x5110_0013, head: MEM_TAKEN, lists: [], minimum: 12 },
  MEM_RECALL: { name: 'MEM_RECALL', id: 0x5110_0014, head: MEM_RECALL, lists: [], minimum: 8 },
  VM_EXITED: { name: 'VM_EXITED', id: 0x5610_0001, head: VM_EXITED, lists: [], minimum: 8, trailing: true },
  VM_STATUS: { name: 'VM_STATUS', id: 0x5610_0008, head: VM_STATUS, lists: [], minimum: 8 },
};

/** Every message, requests first. */
export const MESSAGES: readonly MessageShape[] = [...Object.values(REQUEST), ...Object.values(NOTIFICATION)];

const BY_ID: ReadonlyMap<number, MessageShape> = new Map(MESSAGES.map((shape) => [shape.id, shape]));

/** The message with a number; undefined for one that is not known. */
export function messageById(id: number): MessageShape | undefined {
  return BY_ID.get(id);
}

/** The message with a name, "MEM_LEND"; undefined for one that is not known. */
export function messageNamed(name: string): MessageShape | undefined {
  return MESSAGES.find((shape) => shape.name === name);
}
