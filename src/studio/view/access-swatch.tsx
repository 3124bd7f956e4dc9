import type { JSX } from 'preact';
import { CELL } from '../model/run/map-layout.ts';
import { hatch } from './draw-map.ts';
import { laneColour } from './palette.ts';
import { Swatch } from './swatch.tsx';

/** A cell as the page map draws it. */
export function AccessSwatch({ access }: { readonly access: number }): JSX.Element {
  return (
    <Swatch
      size={CELL}
      draw={(context, colours) => {
        context.fillStyle = laneColour(colours, access === 0 ? -1 : 0);
        context.fillRect(0, 0, CELL, CELL);
        hatch(context, 0, 0, access, colours);
      }}
    />
  );
}
