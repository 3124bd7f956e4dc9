import { ACCESS_16, COMPOSITE, CONSTITUENT, HEADER_1_1 } from '../abi/layouts.ts';
import { Descriptor } from '../rules/descriptor.ts';
import { isRestOfBuffer, restNote } from './rest-of-buffer.ts';
import { wordsOf } from './words-of.ts';

/** A descriptor that is ready to be judged, and what was assumed about its lengths. */
export interface Extent {
  readonly descriptor: Descriptor;
  readonly notes: readonly string[];
}

const UNIT = 16;

/**
 * Finds out how long a descriptor is. The registers of the call would say it; here the counts and offsets inside do,
 * and where they lead nowhere the bytes count as they are.
 */
export function descriptorIn(bytes: Uint8Array, version: number, hasComposite: boolean): Extent {
  const descriptor = new Descriptor();
  const words = wordsOf(bytes);
  descriptor.begin(words, bytes.length, bytes.length, version);
  const announced = announcedLength(descriptor, hasComposite) ?? bytes.length;
  const rest = bytes.length > announced && isRestOfBuffer(bytes, announced);
  const length = rest ? announced : bytes.length;
  descriptor.begin(words, length, Math.max(length, announced), version);
  return { descriptor, notes: rest ? [restNote(bytes, announced)] : [] };
}

/** Bytes from the start of the descriptor to the end that it states; `undefined` where it cannot be followed. */
function announcedLength(d: Descriptor, hasComposite: boolean): number | undefined {
  const { header, length } = d;
  if (length < header.size) return undefined;
  d.readHeader();
  const placed = header !== HEADER_1_1 || (d.accessOffset >= header.size && d.accessOffset % UNIT === 0);
  const walkable = d.accessSize >= ACCESS_16.size && d.accessSize % UNIT === 0;
  if (!placed || !walkable || d.accessCount === 0 || d.accessEnd > length) return undefined;
  if (!hasComposite) return d.accessEnd;
  const offset = d.compositeOffsetOf(0);
  if (offset < d.accessEnd || offset % UNIT !== 0 || offset + COMPOSITE.size > length) return undefined;
  d.readComposite();
  return d.constituentsAt + d.constituentCount * CONSTITUENT.size;
}
