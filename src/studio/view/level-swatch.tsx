import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { CELL } from '../model/explore/coverage-layout.ts';
import { drawLevel } from './draw-coverage.ts';
import { palette } from './palette.ts';

const SCALE = 2;

/** A cell as the map of what was met draws it, for its legend. */
export function LevelSwatch({ level }: { readonly level: number }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = palette();
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.setTransform(SCALE, 0, 0, SCALE, 0, 0);
    context.clearRect(0, 0, CELL, CELL);
    drawLevel(context, 1, 1, level, colours);
  }, [level, colours]);
  return (
    <span class="swatch bare" aria-hidden="true">
      <canvas ref={canvas} width={CELL * SCALE} height={CELL * SCALE} />
    </span>
  );
}
