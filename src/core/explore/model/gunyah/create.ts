/** DONATE, LEND, SHARE and APPEND: how memory becomes a parcel. Source: gunyah 9.1, 9.2. */

import type { Page } from '../state.ts';
import { firstReasons } from './clause.ts';
import { ADD, type AddCase, APPEND, CREATE, type CreateCase } from './create-clauses.ts';
import { bytesOf, type Message } from './message.ts';
import { type Asked, answers, type RmExpected, refused } from './request.ts';
import { NO_HANDLE, type Parcel, pagesIn, regionsAt, type Transfer } from './state.ts';

const SANITIZE = 1;
const INCOMPLETE = 2;
const DONE = 1;

export function expectCreate(asked: Asked, transfer: Transfer): RmExpected {
  const { gunyah, caller, message } = asked;
  const flags = message.byte(2);
  const of: CreateCase = {
    ...{ gunyah, caller, transfer },
    type: message.byte(0),
    sanitize: (flags & SANITIZE) !== 0,
    acl: readAcl(message),
    attributes: readAttributes(message),
    regions: message.list('regions').entries.length,
  };
  const reasons = firstReasons(CREATE, of);
  if (reasons.some(({ may }) => may !== true)) return refused(reasons);
  const parcel: Parcel = {
    handle: freeHandle(asked),
    ...{ owner: caller, type: of.type, transfer, label: message.word(4) },
    ...{ cleared: of.sanitize, clearLater: false, tag: undefined },
    complete: (flags & INCOMPLETE) === 0,
    regions: [],
    grants: of.acl.map((entry) => ({
      ...entry,
      ...{ accepted: false, mapped: false, contiguous: false, places: [] },
    })),
    attributes: [...of.attributes],
  };
  const add = addCase(asked, parcel);
  return {
    reasons: [...reasons, ...firstReasons(ADD, add)],
    succeed: (reply) => {
      addRegions(asked, parcel, add);
      gunyah.parcels.set(parcel.handle, parcel);
      gunyah.nextHandle = (parcel.handle + 1) % 2 ** 32;
      return answers(reply, bytesOf([parcel.handle, 4]));
    },
  };
}

export function expectAppend(asked: Asked): RmExpected {
  const { gunyah, caller, message } = asked;
  const parcel = gunyah.parcels.get(message.word(0));
  const regions = message.list('regions').entries.length;
  const reasons = firstReasons(APPEND, { caller, parcel, regions });
  if (parcel === undefined || reasons.length > 0) return refused(reasons);
  const add = addCase(asked, parcel);
  return {
    reasons: firstReasons(ADD, add),
    succeed: (reply) => {
      addRegions(asked, parcel, add);
      if ((message.byte(4) & DONE) !== 0) parcel.complete = true;
      return answers(reply);
    },
  };
}

export function readAcl(message: Message): { readonly vmid: number; readonly rights: number }[] {
  return message.list('acl').entries.map((at) => ({ vmid: message.half(at), rights: message.byte(at + 2) }));
}

export function readAttributes(message: Message): { readonly attribute: number; readonly vmid: number }[] {
  return message
    .list('attributes')
    .entries.map((at) => ({ attribute: message.half(at), vmid: message.half(at + 2) }));
}

export function readRegions(message: Message): { readonly base: number; readonly size: number }[] {
  return message
    .list('regions')
    .entries.map((at) => ({ base: message.wide(at), size: message.wide(at + 8) }));
}

/** The next in turn that no parcel has. */
function freeHandle({ gunyah }: Asked): number {
  let handle = gunyah.nextHandle;
  while (gunyah.parcels.has(handle) || handle === NO_HANDLE) handle = (handle + 1) % 2 ** 32;
  return handle;
}

function addCase({ gunyah, caller, message, world }: Asked, parcel: Parcel): AddCase {
  const wanted = readRegions(message);
  const regions = wanted.flatMap(({ base, size }) =>
    regionsAt(caller, Math.floor(base / 4096), Math.min(Math.ceil(size / 4096), world.end)),
  );
  const numbers = pagesIn(regions);
  return {
    ...{ gunyah, caller, wanted, regions, numbers, before: parcel },
    ...{ type: parcel.type, sanitize: parcel.cleared, away: world.away },
    pages: numbers.map((number) => world.pages.get(number)),
    like: world.pages.get(parcel.regions[0]?.page ?? -1),
  };
}

function addRegions({ world, changes }: Asked, parcel: Parcel, { regions, numbers, pages }: AddCase) {
  parcel.regions = [...parcel.regions, ...regions];
  for (const page of pages as readonly Page[]) page.holder = parcel;
  changes.moved(numbers);
  if (parcel.cleared) changes.cleared(numbers.filter((number) => !world.away.has(number)));
}
