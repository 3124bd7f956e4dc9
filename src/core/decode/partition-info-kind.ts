import { PROPERTY_BITS } from '../abi/bits.ts';
import { hasOnly } from '../abi/fields.ts';
import { layoutsOf, PARTITION_INFO_8, PARTITION_INFO_24, PARTITION_INFO_48 } from '../abi/layouts.ts';
import { decodePartitionInfo, type PartitionInfo } from '../abi/partition-info.ts';
import { majorOf, VERSION_1_0, VERSION_1_1, VERSION_1_2, VERSION_1_3 } from '../abi/versions.ts';
import { alike, type Guess, type StructureKind } from './kind.ts';

/** Sizes of one description and the versions that write them, the smallest first: it fits the fewest bytes by chance. */
const SIZES: readonly { readonly size: number; readonly versions: Guess['versions'] }[] = [
  { size: PARTITION_INFO_8.size, versions: [VERSION_1_0] },
  { size: PARTITION_INFO_24.size, versions: [VERSION_1_2, VERSION_1_1] },
  { size: PARTITION_INFO_48.size, versions: [VERSION_1_3, VERSION_1_2, VERSION_1_1] },
];

export const partitionInfo: StructureKind = {
  name: 'partition-info',
  about: 'the answer to FFA_PARTITION_INFO_GET, in RX',
  annotation: 'partition-info',
  recognises(bytes) {
    const size = fittingSize(bytes)?.size;
    return size === undefined ? undefined : `every ${size} bytes describe a partition`;
  },
  guess: guessFromSize,
  divide(bytes, version) {
    const size = fittingSize(bytes, version)?.size ?? layoutsOf(version).partitionInfo.size;
    return { partitionInfoSize: size, partitionCount: used(bytes, size).length / size };
  },
  judge: () => ['The list is written by the manager, so no rule was judged; its structure was followed.'],
};

function guessFromSize(bytes: Uint8Array): Guess {
  const fitting = fittingSize(bytes);
  if (fitting === undefined) return alike('descriptions of no size fit the bytes');
  const { size, versions } = fitting;
  return { versions, reasons: [`descriptions of ${size} bytes fit all of them`] };
}

/** The descriptions without the zeros of the buffer behind them. */
function used(bytes: Uint8Array, size: number): Uint8Array {
  const last = bytes.findLastIndex((byte) => byte !== 0);
  return bytes.subarray(0, Math.ceil((last + 1) / size) * size);
}

function fittingSize(bytes: Uint8Array, version?: number): (typeof SIZES)[number] | undefined {
  return SIZES.find(({ size, versions }) => {
    if (version !== undefined && !versions.includes(version)) return false;
    const decoded = decodePartitionInfo(used(bytes, size), size);
    return decoded.ok && areCredible(decoded.value);
  });
}

function areCredible(partitions: readonly PartitionInfo[]): boolean {
  const endpoints = new Set(partitions.map(({ endpoint }) => endpoint));
  return partitions.length > 0 && endpoints.size === partitions.length && partitions.every(isCredible);
}

function isCredible({ contexts, properties, version }: PartitionInfo): boolean {
  const major = version === undefined ? 1 : majorOf(version);
  return contexts > 0 && hasOnly(properties, PROPERTY_BITS) && major === 1;
}
