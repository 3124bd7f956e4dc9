import { writeDescriptor } from '../grammar/words.ts';
import type { CallMove, Move } from '../move.ts';
import type { Deed, FetchDeed, FragmentDeed, RetrieveDeed, SendDeed } from './deeds.ts';
import type { Setting } from './setting.ts';
import type { PageGroup } from './symmetry.ts';
import { askOf } from './vm-compile.ts';
import { isOfVm } from './vm-deeds.ts';

const NORMAL = 0x2f;
const CALL = 0x8400_0000;
const SENDS = { donate: 0x71, lend: 0x72, share: 0x73 } as const;
const CALLS = {
  release: 0x65,
  map: 0x66,
  unmap: 0x67,
  retrieve: 0x74,
  relinquish: 0x76,
  reclaim: 0x77,
} as const;

/** A deed as moves, made one after the other. A handle is named by the place of its transaction in the state. */
export function movesOf(setting: Setting, deed: Deed): readonly Move[] {
  if (isOfVm(deed)) return [askOf(setting, deed)];
  const { by } = deed;
  switch (deed.do) {
    case 'send':
      return [send(setting, deed)];
    case 'fragment':
      return [fragment(setting, deed)];
    case 'retrieve':
      return deed.release === true
        ? [retrieve(setting, deed), call(by, CALLS.release)]
        : [retrieve(setting, deed)];
    case 'fetch':
      return deed.release === true ? [fetch(deed), call(by, CALLS.release)] : [fetch(deed)];
    case 'relinquish': {
      const id = setting.machine.partitions[by].id;
      return [{ ...call(by, CALLS.relinquish), tx: [0, 0, deed.flags, 1, id], handle: { of: deed.of } }];
    }
    case 'reclaim':
      return [{ ...call(by, CALLS.reclaim, 0, 0, deed.flags), handle: { of: deed.of } }];
    case 'map': {
      const { tx = 0, rx = 0 } = setting.machine.partitions[by].buffers ?? {};
      return [call(by, CALLS.map, tx, rx, 1)];
    }
    case 'unmap':
    case 'release':
      return [call(by, CALLS[deed.do])];
    case 'die':
      return [{ do: 'die', by }];
    default:
      return [{ do: 'fill', by, page: setting.groups[deed.group].page }];
  }
}

function call(by: number, number: number, ...words: readonly number[]): CallMove {
  return { do: 'call', by, words: [CALL + number, ...words] };
}

function send({ machine, groups }: Setting, deed: SendDeed): Move {
  const { by, operation, to, permissions, flags, first } = deed;
  const constituents = deed.groups.flatMap((group) => pagesIn(groups[group]));
  const alone = to.length === 1 && operation !== 'share';
  const tx = writeDescriptor({
    ...{
      version: machine.partitions[by].version,
      sender: machine.partitions[by].id,
      flags,
      tag: 0,
      impdef: 0,
    },
    attributes: alone ? 0 : NORMAL,
    receivers: to.map((place) => ({ id: machine.partitions[place].id, permissions })),
    constituents,
  });
  const length = 4 * tx.length - 16 * (constituents.length - (first ?? constituents.length));
  return { ...call(by, SENDS[operation], 4 * tx.length, length), tx: tx.slice(0, length / 4) };
}

function fragment({ groups }: Setting, { by, of, groups: sent }: FragmentDeed): Move {
  const tx = sent
    .flatMap((group) => pagesIn(groups[group]))
    .flatMap(([page, pages]) => [page << 12, page >>> 20, pages, 0]);
  return { ...call(by, 0x7b, 0, 0, 4 * tx.length), tx, handle: { of } };
}

function retrieve({ machine }: Setting, { by, of, sender, listed, permissions, flags }: RetrieveDeed): Move {
  const tx = writeDescriptor({
    ...{
      version: machine.partitions[by].version,
      sender: machine.partitions[sender].id,
      flags,
      tag: 0,
      impdef: 0,
    },
    attributes: 0,
    receivers: listed.map((place) => ({ id: machine.partitions[place].id, permissions })),
    constituents: undefined,
  });
  return { ...call(by, CALLS.retrieve, 4 * tx.length, 4 * tx.length), tx, handle: { of } };
}

function fetch({ by, of, offset }: FetchDeed): Move {
  return { ...call(by, 0x7a, 0, 0, offset), handle: { of } };
}

/** Every page of a group is a constituent of its own. */
function pagesIn({ page, pages }: PageGroup): readonly (readonly [number, number])[] {
  return Array.from({ length: pages }, (_, index) => [page + index, 1] as const);
}
