import { readField, writeField } from '../abi/fields.ts';
import { ACCESS_16, ACCESS_32, HEADER_1_1 } from '../abi/layouts.ts';

/** Gives a descriptor that was encoded another shape. Its length may change. */
export type Reshape = (bytes: Uint8Array, receivers: number) => Uint8Array;

/** A gap of zeros between header and access descriptors, which FF-A 1.1 and later allow. */
export function gapBeforeAccess(gap: number): Reshape {
  return (bytes, receivers) => {
    const start = HEADER_1_1.size + gap;
    const reshaped = insertZeros(bytes, HEADER_1_1.size, gap);
    writeField(reshaped, 0, HEADER_1_1.fields.accessOffset, BigInt(start));
    for (let index = 0; index < receivers; index++)
      moveComposite(reshaped, start + index * strideOf(bytes), gap);
    return reshaped;
  };
}

/** A gap of zeros between access descriptors and composite. */
export function gapBeforeComposite(gap: number): Reshape {
  return (bytes, receivers) => {
    const stride = strideOf(bytes);
    const reshaped = insertZeros(bytes, HEADER_1_1.size + receivers * stride, gap);
    for (let index = 0; index < receivers; index++)
      moveComposite(reshaped, HEADER_1_1.size + index * stride, gap);
    return reshaped;
  };
}

/** Access descriptors of 16 bytes in a descriptor of FF-A 1.2, which had 32. */
export const shortAccess: Reshape = (bytes, receivers) => {
  const saved = receivers * (ACCESS_32.size - ACCESS_16.size);
  const reshaped = new Uint8Array(bytes.length - saved);
  const end = HEADER_1_1.size + receivers * ACCESS_32.size;
  reshaped.set(bytes.subarray(0, HEADER_1_1.size));
  reshaped.set(bytes.subarray(end), end - saved);
  writeField(reshaped, 0, HEADER_1_1.fields.accessSize, BigInt(ACCESS_16.size));
  for (let index = 0; index < receivers; index++) {
    const from = HEADER_1_1.size + index * ACCESS_32.size;
    const to = HEADER_1_1.size + index * ACCESS_16.size;
    reshaped.set(bytes.subarray(from, from + ACCESS_16.fields.reserved.offset), to);
    moveComposite(reshaped, to, -saved);
  }
  return reshaped;
};

function strideOf(bytes: Uint8Array): number {
  return Number(readField(bytes, 0, HEADER_1_1.fields.accessSize));
}

function insertZeros(bytes: Uint8Array, at: number, count: number): Uint8Array {
  const longer = new Uint8Array(bytes.length + count);
  longer.set(bytes.subarray(0, at));
  longer.set(bytes.subarray(at), at + count);
  return longer;
}

/** A request names composite offset 0, wherever its access descriptors lie. */
function moveComposite(bytes: Uint8Array, accessAt: number, by: number): void {
  const { compositeOffset } = ACCESS_16.fields;
  const offset = readField(bytes, accessAt, compositeOffset);
  if (offset !== 0n) writeField(bytes, accessAt, compositeOffset, offset + BigInt(by));
}
