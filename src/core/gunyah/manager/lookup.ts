import { PAGE_SIZE, pageOf } from '../../memory/pages.ts';
import { lookup as rules } from '../rules/parcel.ts';
import { LOOKUP, REGION } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { hasLists } from './accept.ts';
import { handleAnswer, type Manager } from './manager.ts';
import { isAccepted, type Parcel } from './parcels.ts';
import { runsFrom } from './regions.ts';
import type { Vm } from './vms.ts';

const { type: typeField, label: labelField } = LOOKUP.fields;

/** MEM_LOOKUP_SGL: the handle of a parcel by what it was made of; names it, if it has no label. gunyah 9.7. */
export function lookup(m: Manager, caller: Vm, message: Received): Uint8Array | false {
  for (const parcel of m.parcels.all()) {
    const mine = parcel.owner === caller.vmid && parcel.complete && !isAccepted(parcel);
    if (!mine || parcel.type !== message.field(typeField)) continue;
    if (!hasLists(message, parcel) || !hasRegions(m, caller, message, parcel)) continue;
    if (parcel.label === 0) m.parcels.put({ ...parcel, label: message.field(labelField) });
    return handleAnswer(parcel.handle);
  }
  return m.verdict.fail(rules.notFound);
}

/** Whether the regions of a message, in the addresses of the owner, are those of a parcel. */
function hasRegions(m: Manager, caller: Vm, message: Received, parcel: Parcel): boolean {
  const { count, entries } = message.list('regions');
  const view = m.ledger.viewOf(caller.party);
  const runs = runsFrom(m, parcel.transaction);
  if (count !== runs.length) return false;
  return runs.every(({ page, pages }, index) => {
    const entry = entries + index * REGION.size;
    const base = message.at(entry, REGION.fields.base);
    return (
      base % PAGE_SIZE === 0 &&
      view.physical(pageOf(base)) === page &&
      message.at(entry, REGION.fields.size) === pages * PAGE_SIZE
    );
  });
}
