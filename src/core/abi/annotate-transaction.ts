/**
 * Annotated transactions, composites and arrays.
 */

import type { Annotation } from './annotation.ts';
import type { Layout } from './fields.ts';
import {
  ACCESS_16,
  accessLayout,
  COMPOSITE,
  CONSTITUENT,
  HEADER_1_0,
  HEADER_1_1,
  layoutsOf,
} from './layouts.ts';
import { readNumber } from './structure.ts';

/** The three uses of a transaction descriptor: a send, a retrieve request, the response to one. */
export type TransactionKind = 'transaction' | 'retrieve-request' | 'retrieve-response';

/** Claims the header, the access descriptors it points to, and the composites these point to. */
export function annotateTransaction(annotation: Annotation, kind: TransactionKind, version: number): void {
  const { bytes } = annotation;
  const { header, access } = layoutsOf(version);
  if (annotation.claim(header, 0, '') === 'cut') return;
  const stated = header !== HEADER_1_0;
  const { accessSize, accessOffset } = HEADER_1_1.fields;
  const stride = stated ? readNumber(bytes, 0, accessSize) : access.size;
  const base = stated ? readNumber(bytes, 0, accessOffset) : header.size;
  const count = readNumber(bytes, 0, header.fields.accessCount);
  if (count > 0 && stride < ACCESS_16.size) {
    annotation.faultAt(accessSize.name, 0, accessSize, `${stride} bytes hold no access descriptor`);
    return;
  }
  const composites = new Set<number>();
  annotateArray(annotation, accessLayout(stride), { path: 'receivers', base, count, stride }, (at, path) => {
    const field = ACCESS_16.fields.compositeOffset;
    const offset = readNumber(bytes, at, field);
    if (offset !== 0) composites.add(offset);
    else if (kind !== 'retrieve-request')
      annotation.faultAt(`${path}.${field.name}`, at, field, 'names no composite');
  });
  const [first] = composites;
  for (const offset of composites)
    annotateComposite(annotation, offset, offset === first ? 'composite' : `composite@${offset}`);
}

/** Claims a composite and the constituents that are there: a first fragment holds fewer than announced. */
export function annotateComposite(annotation: Annotation, base: number, path: string): void {
  if (annotation.claim(COMPOSITE, base, path) === 'cut') return;
  const count = readNumber(annotation.bytes, base, COMPOSITE.fields.constituentCount);
  const first = base + COMPOSITE.size;
  const place = { path: `${path}.constituents`, base: first, count, mayEndEarly: true };
  annotateArray(annotation, CONSTITUENT, place);
}

interface ArrayPlace {
  readonly path: string;
  readonly base: number;
  /** Elements announced; `Infinity` for as many as there are. */
  readonly count: number;
  /** From one element to the next, at least the size of the layout. */
  readonly stride?: number;
  /** Whether the bytes may end between two elements. */
  readonly mayEndEarly?: boolean;
  /** The layout of the element at a place, where not all have the same. */
  readonly layoutAt?: (at: number) => Layout;
}

/**
 * Claims the elements of an array and calls `each` for those that are there as a whole. Stops at the end of the bytes
 * and at the first element that overlaps another structure, which also bounds the work on hostile counts and offsets.
 */
export function annotateArray(
  annotation: Annotation,
  layout: Layout,
  { path, base, count, stride = layout.size, mayEndEarly = false, layoutAt = () => layout }: ArrayPlace,
  each: (at: number, path: string) => void = () => {},
): void {
  for (let index = 0; index < count; index++) {
    const at = base + index * stride;
    if (at >= annotation.bytes.length) {
      if (!mayEndEarly) annotation.fault(path, base, count * stride, `${index} of ${count} are there`);
      return;
    }
    const element = `${path}[${index}]`;
    const claim = annotation.claim(layoutAt(at), at, element);
    if (claim === 'cut') return;
    each(at, element);
    if (claim === 'contested') return;
  }
}
