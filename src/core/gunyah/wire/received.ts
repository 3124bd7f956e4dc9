import type { Field } from '../../abi/fields.ts';
import { readNumber } from '../../abi/structure.ts';
import type { ListPlace } from './codec.ts';
import { readWide } from './wide.ts';

const NO_LIST = { at: 0, count: 0, entries: 0 };

/** A request whose lists have been found. Offsets are bytes of its payload. */
export class Received {
  readonly payload: Uint8Array;
  private readonly lists: readonly ListPlace[];

  constructor(payload: Uint8Array, lists: readonly ListPlace[]) {
    this.payload = payload;
    this.lists = lists;
  }

  /** A field of the structure that the message begins with. */
  field(field: Field): number {
    return readNumber(this.payload, 0, field);
  }

  /** Where a list is, and how many entries it has. */
  list(name: string): { readonly at: number; readonly count: number; readonly entries: number } {
    for (const list of this.lists) if (list.shape.name === name) return list;
    return NO_LIST;
  }

  /** A field of the structure at an offset. */
  at(offset: number, field: Field): number {
    return field.width === 8
      ? readWide(this.payload, offset + field.offset)
      : readNumber(this.payload, offset, field);
  }
}
