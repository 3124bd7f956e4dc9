/** LOOKUP_SGL: the handle of a parcel by what it was made of. Source: gunyah 9.7. */

import { hasLists } from './accept-clauses.ts';
import { readAcl, readAttributes, readRegions } from './create.ts';
import { bytesOf } from './message.ts';
import { type Asked, answers, type RmExpected, refused } from './request.ts';
import { isAccepted, type Parcel, regionsAt } from './state.ts';

export const NOT_FOUND = {
  rule: 'rm-lookup/not-found',
  status: 'LOOKUP_FAILED',
  source: 'gunyah 9.7',
} as const;

/** Where several are alike, any of them is the answer. */
export function expectLookup(asked: Asked): RmExpected {
  const { gunyah, caller, message } = asked;
  const lists = { acl: readAcl(message), attributes: readAttributes(message) };
  const alike = [...gunyah.parcels.values()].filter(
    (parcel) =>
      parcel.owner === caller &&
      parcel.complete &&
      !isAccepted(parcel) &&
      parcel.type === message.byte(0) &&
      hasLists(parcel, lists) &&
      hasRegions(asked, parcel),
  );
  if (alike.length === 0) return refused([NOT_FOUND]);
  return {
    reasons: [],
    succeed: (reply) => {
      const handle =
        reply.data.length === 4
          ? new DataView(reply.data.buffer, reply.data.byteOffset).getUint32(0, true)
          : -1;
      const found = alike.find((parcel) => parcel.handle === handle) ?? alike[0];
      if (found.label === 0) found.label = message.word(4);
      return answers(reply, bytesOf([found.handle, 4]));
    },
  };
}

/** Whether the regions of a message are those of a parcel: as many, the same, in the same order. */
function hasRegions({ caller, message }: Asked, { regions }: Parcel): boolean {
  const given = readRegions(message);
  return (
    given.length === regions.length &&
    given.every(({ base, size }, index) => {
      if (base % 4096 !== 0 || size !== regions[index].pages * 4096) return false;
      const [first, ...others] = regionsAt(caller, base / 4096, regions[index].pages);
      return (
        others.length === 0 && first?.page === regions[index].page && first.pages === regions[index].pages
      );
    })
  );
}
