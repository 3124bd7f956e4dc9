import { COMPOSITE, CONSTITUENT } from '../abi/layouts.ts';
import { readNumber } from '../abi/structure.ts';
import { descriptorIn } from './extent.ts';

/**
 * What the parts of a descriptor say about one another, whatever is wrong with it. What cannot be told is an empty list; a list of one is
 * what can.
 */
export interface Shape {
  readonly version: number;
  /** Where the access descriptors end, by their count. */
  readonly accessEnd: readonly number[];
  /** How many access descriptors have room before the composite that the first one names. */
  readonly receiversBeforeComposite: readonly number[];
  /** How many access descriptors have room up to the end. */
  readonly receiversHere: readonly number[];
  /** Where the composite starts. */
  readonly compositeOffset: readonly number[];
  /** How many constituents lie between the composite and the end. */
  readonly constituentsHere: readonly number[];
  /** The sum of their pages. */
  readonly pagesHere: number;
}

/** The shape of a transaction. Bytes that are too short for one, or are something else, tell nothing. */
export function shapeOf(bytes: Uint8Array, version: number): Shape {
  const { descriptor: d } = descriptorIn(bytes, version, true);
  const none = { version, accessEnd: [], receiversBeforeComposite: [], receiversHere: [] };
  const headless = { ...none, compositeOffset: [], constituentsHere: [], pagesHere: 0 };
  if (d.length < d.header.size) return headless;
  d.readHeader();
  if (d.accessSize === 0 || d.accessOffset + d.access.size > d.length) return headless;
  const composite = d.compositeOffsetOf(0);
  const heads = {
    version,
    accessEnd: exact(d.accessEnd, 1),
    receiversBeforeComposite: exact(composite - d.accessOffset, d.accessSize),
    receiversHere: exact(d.length - d.accessOffset, d.accessSize),
  };
  const first = composite + COMPOSITE.size;
  if (composite < d.accessOffset + d.access.size || first > d.length)
    return { ...heads, compositeOffset: [], constituentsHere: [], pagesHere: 0 };
  const constituentsHere = exact(d.length - first, CONSTITUENT.size);
  const [count = 0] = constituentsHere;
  return {
    ...heads,
    compositeOffset: [composite],
    constituentsHere,
    pagesHere: pagesIn(bytes, first, count),
  };
}

/** How many whole units lengths have, where there is at least one and nothing is left over. */
function exact(length: number, unit: number): readonly number[] {
  return length >= unit && length % unit === 0 && length <= 0xffff_ffff ? [length / unit] : [];
}

function pagesIn(bytes: Uint8Array, first: number, count: number): number {
  let sum = 0;
  for (let index = 0; index < count; index++)
    sum += readNumber(bytes, first + index * CONSTITUENT.size, CONSTITUENT.fields.pages);
  return sum;
}
