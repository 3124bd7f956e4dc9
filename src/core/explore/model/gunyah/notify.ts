/** NOTIFY: VMs tell each other what happened to a parcel, or what should. Source: gunyah 9.6. */

import { acceptFor, canAcceptFor } from './accept.ts';
import { firstReasons, type Row } from './clause.ts';
import { tellOwner } from './give-back.ts';
import { bytesOf, NOTICE } from './message.ts';
import { type Asked, answers, type Reply, type RmExpected, refused } from './request.ts';
import { exists, type Grant, type Gunyah, grantOf, NUMBER_OF, type Parcel, tell, type Vm } from './state.ts';

const NEWS = { SHARED: 1, RELEASED: 2, ACCEPTED: 4, RECALL: 8 } as const;

interface NotifyCase {
  readonly gunyah: Gunyah;
  readonly caller: Vm;
  readonly parcel: Parcel | undefined;
  readonly grant: Grant | undefined;
  readonly news: number;
  readonly tag: number;
  /** Ids of those who are told, and whether there is a list of them. */
  readonly told: readonly number[];
  readonly listed: boolean;
}

const fromOwner = ({ news }: NotifyCase) => news === NEWS.SHARED || news === NEWS.RECALL;

export const NOTIFY: readonly Row<NotifyCase>[] = [
  [
    {
      rule: 'rm-notify/handle',
      status: 'HANDLE_INVALID',
      source: 'gunyah 9.6',
      broken: ({ parcel }) => parcel === undefined,
    },
  ],
  [
    {
      rule: 'rm-notify/tag',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.6',
      broken: ({ parcel, tag }) => parcel?.tag !== undefined && parcel.tag !== tag,
    },
  ],
  [
    {
      rule: 'rm-notify/flags',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.6',
      broken: ({ news }) => !(Object.values(NEWS) as number[]).includes(news),
    },
  ],
  [
    {
      rule: 'rm-notify/not-owner',
      status: 'DENIED',
      source: 'gunyah 9.6',
      broken: (of) => fromOwner(of) && of.parcel?.owner !== of.caller,
    },
    {
      rule: 'rm-notify/not-receiver',
      status: 'HANDLE_INVALID',
      source: 'gunyah 9.6',
      // These come from a borrower. The owner of shared memory stands in the list, and borrows nothing.
      broken: (of) => !fromOwner(of) && (of.grant === undefined || of.parcel?.owner === of.caller),
    },
  ],
  [
    {
      rule: 'rm-notify/incomplete',
      status: 'DENIED',
      source: 'gunyah 8',
      broken: ({ news, parcel }) => news === NEWS.SHARED && parcel?.complete === false,
    },
    {
      rule: 'rm-notify/not-accepted',
      status: 'MEM_RELEASED',
      source: 'gunyah 9.6',
      broken: ({ news, grant }) => news === NEWS.ACCEPTED && grant?.mapped === false,
    },
    {
      rule: 'rm-notify/not-released',
      status: 'MEM_INUSE',
      source: 'gunyah 9.6',
      broken: ({ news, grant }) => news === NEWS.RELEASED && grant?.accepted === true,
    },
  ],
  [
    {
      rule: 'rm-notify/vms-missing',
      status: 'MSG_INVALID',
      source: 'gunyah 9.6',
      broken: (of) => fromOwner(of) && !of.listed,
    },
    {
      rule: 'rm-notify/vms-empty',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.6',
      broken: (of) => fromOwner(of) && of.listed && of.told.length === 0,
    },
  ],
  [
    {
      rule: 'rm-notify/vms-too-many',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.6',
      broken: (of) => fromOwner(of) && of.told.length > (of.parcel?.grants.length ?? 0),
    },
  ],
  [
    {
      rule: 'rm-notify/vm-unknown',
      status: 'VMID_INVALID',
      source: 'gunyah 9.6',
      broken: (of) => fromOwner(of) && of.told.some((vmid) => !exists(of.gunyah, vmid)),
    },
    {
      rule: 'rm-notify/vm-not-receiver',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.6',
      broken: (of) =>
        fromOwner(of) &&
        of.told.some(
          (vmid) => exists(of.gunyah, vmid) && !of.parcel?.grants.some((grant) => grant.vmid === vmid),
        ),
    },
  ],
];

export function expectNotify(asked: Asked): RmExpected {
  const { gunyah, caller, message } = asked;
  const parcel = gunyah.parcels.get(message.word(0));
  const { entries, present } = message.list('vms');
  const of: NotifyCase = {
    ...{ gunyah, caller, parcel, grant: parcel && grantOf(parcel, caller) },
    ...{ news: message.byte(4), tag: message.word(8) },
    ...{ told: entries.map((at) => message.half(at)), listed: present },
  };
  const reasons = firstReasons(NOTIFY, of);
  if (parcel === undefined || reasons.length > 0) return refused(reasons);
  return {
    reasons,
    succeed: (reply) => {
      if (of.news === NEWS.SHARED) parcel.tag ??= of.tag;
      const problem = fromOwner(of)
        ? of.told.map((vmid) => tellOf(asked, parcel, of, vmid, reply)).find((each) => each !== undefined)
        : tellOwner(parcel, caller, of.news === NEWS.ACCEPTED, of.tag);
      return problem ?? answers(reply);
    },
  };
}

/** A VM is told of a parcel; one that is ready to start hears nothing, for the manager accepts in its name. */
function tellOf(
  asked: Asked,
  parcel: Parcel,
  { news, tag }: NotifyCase,
  vmid: number,
  reply: Reply,
): string | undefined {
  const vm = asked.gunyah.vms.get(vmid);
  const { handle } = parcel;
  if (vm === undefined) return undefined;
  if (news === NEWS.RECALL) tell(vm, NOTICE.RECALL, bytesOf([handle, 4], [tag, 4]));
  else if (vm.state !== 'ready') tell(vm, NOTICE.SHARED, announcement(parcel, tag));
  else return acceptReady(asked, parcel, vm, tag, reply);
  return undefined;
}

function acceptReady(asked: Asked, parcel: Parcel, vm: Vm, tag: number, reply: Reply): string | undefined {
  const { gunyah, world } = asked;
  const { handle } = parcel;
  // What it was told may have got lost, and announcing again asks for it: requirements QH9.
  if (grantOf(parcel, vm)?.mapped === true) return tellOwner(parcel, vm, true, tag);
  const can = gunyah.parcels.has(handle) ? canAcceptFor(world, vm, [parcel]) : 'no';
  const accepts = can === 'yes' || (can === 'perhaps' && reply.hasAccepted(vm.vmid, handle));
  const problem = accepts ? acceptFor(asked, vm, parcel, reply.spaceOf(vm.vmid)) : undefined;
  tellOwner(parcel, vm, accepts, tag);
  return problem;
}

const MOST_SIZES = 512;

function announcement(parcel: Parcel, tag: number): Uint8Array {
  const { handle, type, transfer, cleared, owner, label, grants, regions, attributes } = parcel;
  const sizes = regions.slice(0, MOST_SIZES);
  return bytesOf(
    ...([
      [handle, 4],
      [type, 1],
      [NUMBER_OF[transfer], 1],
      [cleared ? 1 : 0, 1],
      [0, 1],
      [owner.vmid, 2],
      [0, 2],
      [label, 4],
      [tag, 4],
    ] as const),
    ...listOf(grants.map(({ vmid, rights }) => [vmid, 2, rights, 1, 0, 1])),
    ...listOf(sizes.map(({ pages }) => [pages * 4096, 8])),
    ...listOf(attributes.map(({ attribute, vmid }) => [attribute, 2, vmid, 2])),
  );
}

type Fields = readonly (readonly [number, 1 | 2 | 4 | 8])[];

/** A list: how many entries, and the entries, as value and bytes by turns. */
function listOf(entries: readonly (readonly number[])[]): Fields {
  const pairs = entries.flatMap((entry) =>
    entry.flatMap((value, index): [number, 1 | 2 | 4 | 8][] =>
      index % 2 === 0 ? [[value, entry[index + 1] as 1 | 2 | 4 | 8]] : [],
    ),
  );
  return [[entries.length, 2], [0, 2], ...pairs];
}
