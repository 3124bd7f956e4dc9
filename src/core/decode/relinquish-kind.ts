import { FLAG_TIME_SLICE, FLAG_ZERO } from '../abi/bits.ts';
import { RELINQUISH, RELINQUISH_ENDPOINT_SIZE } from '../abi/layouts.ts';
import { decodeRelinquish } from '../abi/relinquish.ts';
import { readNumber } from '../abi/structure.ts';
import { relinquish as rules } from '../rules/return.ts';
import { alike, type StructureKind, type Subject } from './kind.ts';
import { isRestOfBuffer, restNote } from './rest-of-buffer.ts';

const { flags, endpointCount } = RELINQUISH.fields;

export const relinquish: StructureKind = {
  name: 'relinquish',
  about: "FFA_MEM_RELINQUISH, in the borrower's TX",
  annotation: 'relinquish',
  recognises(bytes) {
    const decoded = decodeRelinquish(bytes);
    if (!decoded.ok || decoded.value.endpoints.length === 0) return undefined;
    const { endpoints, handle } = decoded.value;
    const { length } = endpoints;
    const end = RELINQUISH.size + length * RELINQUISH_ENDPOINT_SIZE;
    const zeros = bytes.subarray(end).every((byte) => byte === 0);
    // A hypervisor's retrieve request has the upper half of its handle where the count is, and zeros around it.
    const alone = handle === 0n && endpoints.every((endpoint) => endpoint === 0);
    const distinct = new Set(endpoints).size === length;
    if (!zeros || alone || !distinct) return undefined;
    return `byte ${endpointCount.offset} counts ${length}, and the bytes end with as many endpoint ids`;
  },
  guess: () => alike('a relinquish descriptor is alike in every version'),
  judge: judgeRelinquish,
};

function judgeRelinquish({ bytes, verdict }: Subject): string[] {
  const notes = [
    'The endpoint was taken for the caller. Whether it has the memory of this handle is not in the bytes, and was not judged.',
  ];
  if (bytes.length < RELINQUISH.size) return notes;
  const count = readNumber(bytes, 0, endpointCount);
  if (count !== 1) verdict.refuseField(rules.endpointCount, 0, endpointCount);
  if (readNumber(bytes, 0, flags) !== 0) verdict.refuseField(rules.flagsNone, 0, flags);
  const others = readNumber(bytes, 0, flags) & ~(FLAG_ZERO | FLAG_TIME_SLICE);
  if (others !== 0) verdict.refuseField(rules.flagsReserved, 0, flags);
  const end = RELINQUISH.size + count * RELINQUISH_ENDPOINT_SIZE;
  const rest = bytes.length > end && isRestOfBuffer(bytes, end);
  return rest ? [restNote(bytes, end), ...notes] : notes;
}
