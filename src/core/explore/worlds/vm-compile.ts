import { MEMORY_TYPE, TRANSFER } from '../../gunyah/wire/values.ts';
import { PAGE_SIZE } from '../../memory/pages.ts';
import { acceptBytes, appendBytes, createBytes, ID, returnBytes } from '../grammar/parcel-bytes.ts';
import type { AskMove } from '../move.ts';
import type { Setting } from './setting.ts';
import type { VmDeed } from './vm-deeds.ts';

const CREATES: Readonly<Record<number, number>> = {
  [TRANSFER.DONATE]: ID.DONATE,
  [TRANSFER.LEND]: ID.LEND,
  [TRANSFER.SHARE]: ID.SHARE,
};

/** A request as a move. A parcel is named by the place of its transaction in the state. */
export function askOf({ machine, groups }: Setting, deed: VmDeed): AskMove {
  const { by } = deed;
  const regions = (of: readonly number[]) =>
    of.map((group) => [groups[group].page * PAGE_SIZE, groups[group].pages * PAGE_SIZE] as const);
  switch (deed.do) {
    case 'rm-create': {
      const acl = deed.list.map(([vm, rights]) => ({ vmid: machine.vms[vm].vmid, rights }));
      const lists = { acl, regions: regions(deed.groups), attributes: [] };
      const payload = createBytes({ type: MEMORY_TYPE.NORMAL, flags: deed.flags, label: 0 }, lists);
      return { do: 'ask', by, id: CREATES[deed.transfer], payload };
    }
    case 'rm-append':
      return about(by, ID.APPEND, deed.of, appendBytes(deed.flags, regions(deed.groups)));
    case 'rm-accept': {
      const head = { type: MEMORY_TYPE.NORMAL, flags: deed.flags, label: 0 };
      const payload = acceptBytes(head, deed.transfer, { acl: [], regions: [], attributes: [] });
      return about(by, ID.ACCEPT, deed.of, payload);
    }
    default: {
      const id = deed.do === 'rm-release' ? ID.RELEASE : ID.RECLAIM;
      return about(by, id, deed.of, returnBytes(deed.flags));
    }
  }
}

function about(by: number, id: number, of: number, payload: readonly number[]): AskMove {
  return { do: 'ask', by, id, payload, parcel: { of } };
}
