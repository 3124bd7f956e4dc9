import type { MachineSpec } from '../../board/machine.ts';
import type { Move } from '../move.ts';
import type { PageGroup } from './symmetry.ts';

const PAGE = 0x1000;
const RXTX_MAP = 0x8400_0066;

/** TX and RX of every partition, one after the other. */
export function buffersOf({ partitions }: MachineSpec): readonly PageGroup[] {
  return partitions.flatMap(({ buffers }) =>
    buffers === undefined
      ? []
      : [
          { page: buffers.tx / PAGE, pages: 1, buffer: true as const },
          { page: buffers.rx / PAGE, pages: 1, buffer: true as const },
        ],
  );
}

/** Everybody maps their buffers. */
export function setupOf({ partitions }: MachineSpec): readonly Move[] {
  return partitions.flatMap(({ buffers }, by): Move[] =>
    buffers === undefined ? [] : [{ do: 'call', by, words: [RXTX_MAP, buffers.tx, buffers.rx, 1] }],
  );
}

/** Every order of 0 to `count` - 1, the natural one first. */
export function permutations(count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  const smaller = permutations(count - 1);
  const last = count - 1;
  return Array.from({ length: count }, (_, index) => count - 1 - index).flatMap((at) =>
    smaller.map((order) => order.toSpliced(at, 0, last)),
  );
}
