import { isPageAligned } from '../../memory/pages.ts';
import { MOST_ENTRIES } from '../wire/codec.ts';
import { RmArgumentError } from './errors.ts';

/** Who gets which rights: RIGHT of wire/values.ts. */
export interface Grant {
  readonly vmid: number;
  readonly rights: number;
  /** ATTRIBUTE of wire/values.ts; default when it is left out. */
  readonly attribute?: number;
}

/** Memory in the addresses of whoever names it. Bytes. */
export interface Span {
  readonly base: number;
  readonly size: number;
}

/** Entries of an access list at most. */
export const MOST_GRANTS = 255;

/** Memory that a VM passes on. It has a handle from the moment the resource manager knows it until it is reclaimed. */
export interface OwnParcel {
  /** MEMORY_TYPE. */
  readonly type: number;
  readonly label: number;
  readonly grants: readonly Grant[];
  readonly spans: readonly Span[];
  /** Undefined while the resource manager does not have it. */
  handle: number | undefined;
}

/** What is wrong with a parcel before it is sent, as an RmArgumentError; nothing for one that can be sent. */
export function checkParcel({ grants, spans, handle }: OwnParcel): void {
  if (handle !== undefined) throw new RmArgumentError(`the parcel has handle ${handle} already`);
  if (grants.length === 0) throw new RmArgumentError('nobody is given access');
  if (grants.length > MOST_GRANTS)
    throw new RmArgumentError(`at most ${MOST_GRANTS} VMs can be given access, not ${grants.length}`);
  if (spans.length === 0) throw new RmArgumentError('there is no memory');
  for (const [index, { base, size }] of spans.entries())
    if (!isPageAligned(base) || !isPageAligned(size) || size === 0)
      throw new RmArgumentError(`region ${index} is not made of whole pages`);
}

/** The regions of each message: 512 at most. */
export function portions(spans: readonly Span[]): readonly (readonly Span[])[] {
  return Array.from({ length: Math.ceil(spans.length / MOST_ENTRIES) }, (_, index) =>
    spans.slice(index * MOST_ENTRIES, (index + 1) * MOST_ENTRIES),
  );
}
