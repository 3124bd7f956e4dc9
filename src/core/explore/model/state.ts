/**
 * What the specification speaks of: endpoints, pages, transactions. Plain values, maps and sets; nothing is clever here, so that it can be
 * seen to be right. Nothing of this is shared with a manager.
 */

import type { Bells } from './bells.ts';
import type { Context } from './contexts.ts';
import { pageRights } from './gunyah/accept-clauses.ts';
import type { Gunyah, Parcel } from './gunyah/state.ts';
import type { Operation } from './operation.ts';
import type { Enumeration } from './resources.ts';

/** Reading, writing and executing, as bits. */
export const READ = 1;
export const WRITE = 2;
export const EXECUTE = 4;

export interface Endpoint {
  readonly name: string;
  /** FF-A id. */
  readonly id: number;
  readonly secure: boolean;
  /** Acts for every endpoint of the normal world. */
  readonly hypervisor: boolean;
  /** Runs at S-EL0, below the manager. */
  readonly user: boolean;
  version: number;
  /** The version is in use, and stays. */
  versionFixed: boolean;
  alive: boolean;
  /** It is FF-A 1.0 and said that it knows the NS bit of responses. */
  wantsNs: boolean;
  mailbox: Mailbox | undefined;
  /** It takes and sends indirect messages, if it is secure; others may always. */
  readonly indirect: boolean;
  /** Which direct requests it takes and sends, if it is secure: plain ones, and those to a service. */
  readonly methods: {
    readonly receives: boolean;
    readonly sends: boolean;
    readonly receivesForServices: boolean;
    readonly sendsToServices: boolean;
  };
  /** What it can do, as discovery tells of it. */
  readonly properties: number;
  /** UUIDs of what it offers and of the image that it runs, in words; nil where nobody named one. */
  readonly services: readonly (readonly number[])[];
  readonly image: readonly number[];
  /** What it asked the framework to tell it of, by the number of the message. */
  readonly hears: readonly number[];
  readonly contexts: readonly Context[];
  /** Undefined while it has no notifications. */
  bells: Bells | undefined;
  /** Of the normal world: what it has been told of what the secure world can reach, while something is left to tell. */
  enumeration: Enumeration | undefined;
}

/** A pair of buffers, as physical pages, and who has RX. */
export interface Mailbox {
  readonly tx: readonly number[];
  readonly rx: readonly number[];
  /** `free`: the manager may fill it. `full`: it is the endpoint's. `acquired`: the hypervisor's. */
  state: 'free' | 'full' | 'acquired';
}

export interface Page {
  /** The name of whoever owns it. */
  owner: string;
  /** What the owner may do while nobody holds it. */
  rights: number;
  readonly device: boolean;
  readonly secure: boolean;
  /** What it is out for. */
  holder: Transaction | Parcel | 'mailbox' | undefined;
}

export interface Constituent {
  /** Bytes; exact below 2^53, and far outside of all memory above. */
  readonly address: number;
  readonly pages: number;
}

/** How far a response has been fetched, in constituents. */
export interface Delivery {
  readonly version: number;
  readonly constituents: number;
  delivered: number;
  /** Delivered before the last fragment. */
  before: number;
}

export interface Receiver {
  readonly id: number;
  /** As the sender wrote them. */
  readonly permissions: number;
  readonly flags: number;
  /** Four halves; undefined where the sender's descriptor has none. */
  readonly impdef: readonly number[] | undefined;
  /** Permissions of the response. */
  granted: number;
  /** How often it has the memory. */
  holds: number;
  delivery: Delivery | undefined;
}

export interface Transaction {
  readonly operation: Operation;
  readonly sender: Endpoint;
  /** As written in the descriptor: the hypervisor may name a VM that is not known here. */
  readonly senderId: number;
  readonly tag: bigint;
  readonly flags: number;
  readonly attributes: number;
  readonly receivers: readonly Receiver[];
  /** As the composite announced them. */
  readonly totalPages: number;
  readonly announced: number;
  constituents: Constituent[];
  /** Bytes of the descriptor that have arrived. */
  received: number;
  stage: 'unfinished' | 'sent' | 'handed over';
  /** Whom it counts against. */
  payer: Endpoint;
  handle: bigint;
  /** The owner is gone. */
  orphaned: boolean;
  /** Somebody who left wanted it cleared. */
  clearLater: boolean;
  /** The hypervisor's own look at it, and what the hypervisor fetches at the moment. */
  shown: Delivery | undefined;
  fetching: Receiver | 'whole' | undefined;
}

/** Every number that the specification leaves to whoever builds a manager. */
export interface Bounds {
  readonly receivers: number;
  readonly transactions: number;
  readonly transactionsPerEndpoint: number;
  readonly unfinishedSends: number;
  readonly pagesPerSend: number;
  readonly constituents: number;
  readonly constituentsPerEndpoint: number;
  readonly borrowers: number;
  readonly retrievals: number;
  readonly mailboxPages: number;
}

export interface World {
  readonly version: number;
  readonly bounds: Bounds;
  /** By id. */
  readonly endpoints: Map<number, Endpoint>;
  /** By page number: the physical address divided by 4096. */
  readonly pages: Map<number, Page>;
  /** Pages there are, holes included: what lies behind is no memory. */
  readonly end: number;
  /** By handle. */
  readonly transactions: Map<bigint, Transaction>;
  /** Every handle there ever was. */
  readonly handles: Set<bigint>;
  /** How often memory was sent or reclaimed. */
  transfers: number;
  /** Pages that another world has at the moment: whoever touches them fails. */
  readonly away: Set<number>;
  /** Whether the scheduler of the normal world is to be interrupted for notifications: now, or when the processor leaves the secure world. */
  interrupt: 'no' | 'later' | 'now';
  /** VMs and their parcels, on a machine that has any. */
  readonly gunyah: Gunyah | undefined;
}

/** A handle, of the halves that registers have of it. */
export function handleOf(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}

/** The halves of a handle or tag. */
export function halvesOf(whole: bigint): readonly [low: number, high: number] {
  return [Number(whole & 0xffff_ffffn), Number(whole >> 32n)];
}

/** The numbers of the pages of constituents that lie inside memory. */
export function pagesOf(world: World, constituents: readonly Constituent[]): number[] {
  const pages: number[] = [];
  for (const { address, pages: count } of constituents) {
    const first = Math.floor(address / 4096);
    for (let page = first; page < Math.min(first + count, world.end); page++) pages.push(page);
  }
  return pages;
}

/** How many of a transaction's receivers have the memory. */
export function holders(transaction: Transaction): number {
  return transaction.receivers.filter(({ holds }) => holds > 0).length;
}

/** Whether an endpoint may speak for an id: its own, or any of the normal world for the hypervisor. */
export function actsFor(endpoint: Endpoint, id: number): boolean {
  return id === endpoint.id || (endpoint.hypervisor && id < 0x8000);
}

/** Whether an id is one of the secure world's. */
export function isSecure(id: number): boolean {
  return id >= 0x8000;
}

/** Whether an id is that of an endpoint that lives. */
export function lives(world: World, id: number): boolean {
  return world.endpoints.get(id)?.alive === true;
}

/** What somebody may do with a page: the owner by what the transaction leaves it, a receiver by what it was granted. */
export function rightsTo(world: World, name: string, number: number): number {
  const page = world.pages.get(number);
  if (page === undefined) return 0;
  const { holder } = page;
  if (holder === undefined) return page.owner === name ? page.rights : 0;
  if (holder === 'mailbox') return page.owner === name ? mailboxRights(world, name, number) : 0;
  if ('grants' in holder) return rightsInParcel(world, holder, name) & page.rights;
  if (page.owner === name) return keeps(holder) ? page.rights : 0;
  const receiver = holder.receivers.find(({ id }) => world.endpoints.get(id)?.name === name);
  return receiver === undefined || receiver.holds === 0 ? 0 : rightsOf(receiver.granted);
}

/** What an access list gives to who has accepted, and to an owner who shares. */
function rightsInParcel({ gunyah }: World, { owner, grants }: Parcel, name: string): number {
  const grant = grants.find(({ vmid }) => gunyah?.vms.get(vmid)?.name === name);
  return grant !== undefined && (grant.mapped || owner.name === name) ? pageRights(grant.rights) : 0;
}

/** Only who shares keeps its access. */
function keeps({ operation }: Transaction): boolean {
  return operation === 'share';
}

/** The manager alone fills RX, and nobody runs code in buffers. */
function mailboxRights(world: World, name: string, page: number): number {
  for (const { name: other, mailbox } of world.endpoints.values())
    if (other === name) return mailbox?.tx.includes(page) === true ? READ | WRITE : READ;
  return 0;
}

/** The rights that permissions stand for: data that is not read-only is writable, and only what says so is executed. */
export function rightsOf(permissions: number): number {
  return READ | ((permissions & 3) === 1 ? 0 : WRITE) | ((permissions & 0xc) === 8 ? EXECUTE : 0);
}
