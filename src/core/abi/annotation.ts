/**
 * Annotated bytes: every byte of the input in exactly one field, in order.
 *
 * Structures claim their fields one after the other; the first to claim a byte owns it, and what others wanted of it is
 * a fault. Bytes that nobody claims become fields of kind 'unknown', so the raw bytes of all fields are the input.
 */

import { cutOffDetail, type Fault } from './decoded.ts';
import { type Field, type FieldKind, fieldsOf, type Layout } from './fields.ts';
import { rawText, type ShownPart, showField, showRun } from './show-field.ts';

export interface AnnotatedField {
  /** As in `receivers[0].permissions`; `gap` or `tail` for bytes of no field. */
  readonly path: string;
  /** Bytes from the start of the input. */
  readonly offset: number;
  readonly length: number;
  /** 'cut': part of a field whose other bytes are missing or belong to another field. 'unknown': of no field. */
  readonly kind: FieldKind | 'cut' | 'unknown';
  /** For humans: hex for endpoints, addresses, handles and bits, decimal for counts, lengths and offsets. */
  readonly value: string;
  /** The bytes in hex, in their order. */
  readonly raw: string;
  readonly parts?: readonly ShownPart[];
  readonly about: string;
}

/** What became of a claim: all bytes owned, some owned by an earlier claim, some missing. */
export type Claim = 'whole' | 'contested' | 'cut';

export class Annotation {
  readonly bytes: Uint8Array;
  readonly faults: Fault[] = [];
  readonly #fields: AnnotatedField[] = [];
  /** For each byte the number of its owner in `#fields`, counted from 1. */
  readonly #owners: Int32Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#owners = new Int32Array(bytes.length);
  }

  /** Claims the bytes of a structure. `path` names it; its fields' names follow a dot, or stand alone for ''. */
  claim(layout: Layout, base: number, path: string): Claim {
    let rival = 0;
    for (const field of fieldsOf(layout)) {
      const name = path === '' ? field.name : `${path}.${field.name}`;
      const { width, kind, about } = field;
      const owner = this.#take(base + field.offset, width, (_, run) =>
        run === width
          ? { path: name, kind, about, ...showField(this.bytes, base, field) }
          : { path: name, kind: 'cut', about, value: `${run} of ${width} bytes` },
      );
      rival ||= owner;
    }
    return this.#verdict(path || 'header', base, layout.size, rival);
  }

  /** Claims a run of bytes that have no layout: a payload. */
  claimRun(path: string, base: number, length: number, about: string): void {
    const rival = this.#take(base, length, (at, run) => ({
      path,
      kind: run === length ? 'opaque' : 'cut',
      about,
      value: showRun(this.bytes.subarray(at, at + run)),
    }));
    this.#verdict(path, base, length, rival);
  }

  /** Notes something wrong at a place. */
  fault(path: string, offset: number, length: number, detail: string): void {
    this.faults.push({ path, offset, length, detail });
  }

  /** Notes something wrong with a field of a structure at `base`. */
  faultAt(path: string, base: number, field: Field, detail: string): void {
    this.fault(path, base + field.offset, field.width, detail);
  }

  /** All bytes, in order: what was claimed and what was not. */
  fields(): AnnotatedField[] {
    const all: AnnotatedField[] = [];
    let end = 0;
    for (const field of this.#fields.toSorted((a, b) => a.offset - b.offset)) {
      if (field.offset > end) all.push(this.#unclaimed('gap', end, field.offset));
      all.push(field);
      end = field.offset + field.length;
    }
    if (end < this.bytes.length) all.push(this.#unclaimed('tail', end, this.bytes.length));
    return all;
  }

  /** Gives each free run within a field to it. Answers the owner of the first byte that was not free, 0 for none. */
  #take(
    base: number,
    width: number,
    describe: (at: number, run: number) => Omit<AnnotatedField, 'offset' | 'length' | 'raw'>,
  ): number {
    const end = Math.min(base + width, this.bytes.length);
    let rival = 0;
    for (let at = base; at < end; ) {
      const owner = this.#owners[at];
      if (owner !== 0) {
        rival ||= owner;
        at++;
        continue;
      }
      let stop = at + 1;
      while (stop < end && this.#owners[stop] === 0) stop++;
      const shown = describe(at, stop - at);
      this.#fields.push({ offset: at, length: stop - at, raw: rawText(this.bytes, at, stop), ...shown });
      this.#owners.fill(this.#fields.length, at, stop);
      at = stop;
    }
    return rival;
  }

  #verdict(path: string, base: number, length: number, rival: number): Claim {
    if (base + length > this.bytes.length) {
      this.fault(path, base, length, cutOffDetail(this.bytes, base, length));
      return 'cut';
    }
    if (rival === 0) return 'whole';
    this.fault(path, base, length, `overlaps ${this.#fields[rival - 1].path}`);
    return 'contested';
  }

  #unclaimed(path: string, offset: number, end: number): AnnotatedField {
    const value = showRun(this.bytes.subarray(offset, end));
    const raw = rawText(this.bytes, offset, end);
    return { path, offset, length: end - offset, kind: 'unknown', value, raw, about: 'bytes of no field' };
  }
}
