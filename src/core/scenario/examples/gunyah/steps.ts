import type { Constituent } from '../../../abi/transaction.ts';
import { type Entries, encodeMessage } from '../../../gunyah/wire/codec.ts';
import { REQUEST, type RequestName } from '../../../gunyah/wire/messages.ts';
import { PAGE_SIZE } from '../../../memory/pages.ts';
import type {
  AcceptAct,
  AppendAct,
  ParcelAct,
  ParcelName,
  ReturnAct,
  RmNotifyAct,
  VmAct,
  VmName,
} from '../../rm-act.ts';
import type { Step } from '../../scenario.ts';
import { type Aside, type More, stepOf } from '../steps.ts';
import { PAGE, PEER, RW } from './world.ts';

/** Who gets which rights: READ, WRITE and EXECUTE of memory/page-word.ts. */
type Grants = readonly (readonly [vm: VmName, rights: number])[];
type Memory = readonly Constituent[];

/** What most parcels are given to. */
export const TO_PEER: Grants = [['peer', RW]];

/** The primary VM lends memory. */
export function lend(to: Grants, memory: Memory, more: MakeMore = {}): Step {
  return make('hlos', 'rm-lend', to, memory, more);
}

/** It shares memory: its own entry is one of those that are given. */
export function share(to: Grants, memory: Memory, more: MakeMore = {}): Step {
  return make('hlos', 'rm-share', to, memory, more);
}

export function donate(to: Grants, memory: Memory, more: MakeMore = {}): Step {
  return make('hlos', 'rm-donate', to, memory, more);
}

/** Another VM lends memory. */
export function lendBy(by: string, to: Grants, memory: Memory, more: MakeMore = {}): Step {
  return make(by, 'rm-lend', to, memory, more);
}

export function append(
  by: string,
  parcel: ParcelName,
  memory: Memory,
  more: More<AppendAct, 'parcel' | 'memory'> = {},
): Step {
  return stepOf(by, { verb: 'rm-append', parcel, memory, ...more });
}

export function accept(by: string, parcel: ParcelName, more: More<AcceptAct, 'parcel'> = {}): Step {
  return stepOf(by, { verb: 'rm-accept', parcel, ...more });
}

export function release(by: string, parcel: ParcelName, more: ReturnMore = {}): Step {
  return stepOf(by, { verb: 'rm-release', parcel, ...more });
}

export function reclaim(by: string, parcel: ParcelName, more: ReturnMore = {}): Step {
  return stepOf(by, { verb: 'rm-reclaim', parcel, ...more });
}

export function tell(
  by: string,
  parcel: ParcelName,
  what: RmNotifyAct['what'],
  more: More<RmNotifyAct, 'parcel' | 'what'> = {},
): Step {
  return stepOf(by, { verb: 'rm-notify', parcel, what, ...more });
}

/** The primary VM goes on with the life of another. */
export function vm(what: VmAct['what'], of: VmName, more: More<VmAct, 'what' | 'vm'> = {}): Step {
  return stepOf('hlos', { verb: 'rm-vm', what, vm: of, ...more });
}

/** Any request, as bytes. */
export function request(by: string, name: RequestName, payload: Uint8Array, aside: Aside = {}): Step {
  return stepOf(by, { verb: 'rm-request', message: REQUEST[name].name, payload, ...aside });
}

/** A request with fields and lists that no other step has a word for. */
export function ask(
  by: string,
  name: RequestName,
  head: Readonly<Record<string, number>>,
  lists: Readonly<Record<string, Entries>> = {},
  aside: Aside = {},
): Step {
  return request(by, name, encodeMessage(REQUEST[name], head, lists), aside);
}

/** The lists of a loan of one page to the peer. */
export const LISTS: { readonly acl: Entries; readonly regions: Entries } = {
  acl: [{ vmid: PEER, rights: 6 }],
  regions: regionsOf(PAGE),
};

export function regionsOf(memory: Memory): Entries {
  return memory.map(({ address, pages }) => ({ base: address, size: pages * PAGE_SIZE }));
}

type MakeMore = More<ParcelAct, 'to' | 'memory'>;
type ReturnMore = More<ReturnAct, 'parcel'>;

function make(by: string, verb: ParcelAct['verb'], to: Grants, memory: Memory, more: MakeMore): Step {
  return stepOf(by, { verb, to: to.map(([who, rights]) => ({ vm: who, rights })), memory, ...more });
}
