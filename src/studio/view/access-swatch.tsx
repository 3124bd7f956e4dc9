import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { CELL } from '../model/run/map-layout.ts';
import { hatch } from './draw-map.ts';
import { laneColour, palette } from './palette.ts';

const SCALE = 2;

/** A cell as the page map draws it, for its legend. */
export function AccessSwatch({ access }: { readonly access: number }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = palette();
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.setTransform(SCALE, 0, 0, SCALE, 0, 0);
    context.fillStyle = laneColour(colours, access === 0 ? -1 : 0);
    context.fillRect(0, 0, CELL, CELL);
    hatch(context, 0, 0, access, colours);
  }, [access, colours]);
  return (
    <span class="swatch" aria-hidden="true">
      <canvas ref={canvas} width={CELL * SCALE} height={CELL * SCALE} />
    </span>
  );
}
