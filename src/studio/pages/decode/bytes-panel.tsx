import type { JSX } from 'preact';
import { fieldAt } from '../../model/field-at.ts';
import type { PieceView } from '../../model/piece-view.ts';
import { HexView } from '../../view/hex-view.tsx';
import { FieldTable } from './field-table.tsx';
import type { DecodeState } from './state.ts';

interface BytesPanelProps {
  readonly state: DecodeState;
  readonly shown: PieceView;
}

/** Bytes and fields side by side: what the pointer or the cursor is on in one is lit in both. */
export function BytesPanel({ state, shown }: BytesPanelProps): JSX.Element {
  const { bytes, parts, breaches, faults, notes } = shown;
  const hover = (offset: number | undefined): void => {
    state.hovered.value =
      offset === undefined ? undefined : (fieldAt(parts, offset) ?? { offset, length: 1 });
  };
  return (
    <section class="bytes" aria-label="Bytes and fields">
      <HexView
        bytes={bytes}
        marks={[...breaches, ...faults]}
        selected={state.selected.value}
        hovered={state.hovered.value}
        cursor={state.cursor.value}
        onHover={hover}
        onSelect={(offset) => state.selectByte(offset)}
      />
      <FieldTable state={state} shown={shown} />
      {notes.length > 0 && (
        <ul class="notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
