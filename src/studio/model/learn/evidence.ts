import { fieldGroups, shorten, type ViewPart } from '../../../core/decode/field-groups.ts';
import { inspectPiece } from '../../../core/decode/inspect-piece.ts';
import type { Piece } from '../../../core/decode/reading.ts';
import { RecordedCalls } from '../../../core/decode/recorded-calls.ts';
import type { RecordedCall, RecordedEvent } from '../../../core/decode/recorded-event.ts';
import { messagePieces } from '../../../core/decode/recorded-messages.ts';
import { readCall } from '../../../core/decode/registers.ts';
import type { Range } from '../range.ts';
import { type RegisterRow, registerRows } from '../register-rows.ts';

/** What a refused call carried, with the place that the rule points at. */
export type Evidence =
  | {
      readonly kind: 'bytes';
      /** As in "share, 128 bytes". */
      readonly title: string;
      readonly bytes: Uint8Array;
      readonly marks: readonly Range[];
      readonly parts: readonly ViewPart[];
    }
  | { readonly kind: 'registers'; readonly rows: readonly (RegisterRow & { readonly marked: boolean })[] };

/** Follows what happens, and keeps of each refusal what the rule points at. */
export class EvidenceFinder {
  /** Which version each caller speaks is known from calls before. */
  readonly #calls = new RecordedCalls();

  /**
   * `undefined` for what was not refused, and for refusals that point at nothing that was sent. `tx` is what the caller put into TX, for calls
   * of which recordings do not keep it.
   */
  take(event: RecordedEvent, tx: Uint8Array | undefined): Evidence | undefined {
    const pieces = this.#piecesOf(event.kind === 'call' ? { ...event, tx: event.tx ?? tx } : event);
    if (event.kind === 'drop') return bytesOf(pieces[0], [{ offset: 0, length: event.packet.length }]);
    const refusal = 'refusal' in event ? event.refusal : undefined;
    if (refusal?.bytes !== undefined) return bytesOf(pieces[0], [refusal.bytes]);
    return event.kind === 'call' && refusal?.register !== undefined
      ? registersOf(event, refusal.register)
      : undefined;
  }

  #piecesOf(event: RecordedEvent): readonly Piece[] {
    if (event.kind === 'call') return this.#calls.piecesOf(event);
    return event.kind === 'drop' || event.kind === 'request' ? messagePieces(event) : [];
  }
}

function bytesOf(piece: Piece | undefined, marks: readonly Range[]): Evidence | undefined {
  if (piece === undefined) return undefined;
  const { kind, fields } = inspectPiece(piece);
  const { bytes } = piece;
  const title = `${kind}, ${bytes.length} bytes`;
  return { kind: 'bytes', title, bytes, marks, parts: shorten(fieldGroups(fields), marks) };
}

function registersOf(call: RecordedCall, register: number): Evidence {
  const name = `x${register}`;
  const rows = registerRows(call.in, readCall).map((row) => ({ ...row, marked: row.register === name }));
  // A register that is zero is left out of the others, and may be what is wrong.
  const zero = { register: name, value: '0x0', about: aboutOf(call, register), marked: true };
  return { kind: 'registers', rows: rows.some(({ marked }) => marked) ? rows : [...rows, zero] };
}

function aboutOf({ in: frame }: RecordedCall, register: number): string {
  const registers = Array.from({ length: frame.length / 2 }, () => 0n);
  registers[0] = BigInt(frame[0] ?? 0);
  return readCall(registers)
    .parts.filter((part) => part.register === register)
    .map(({ name }) => name)
    .join(', ');
}
