import type { JSX } from 'preact';
import { CELL } from '../model/explore/coverage-layout.ts';
import { drawLevel } from './draw-coverage.ts';
import { Swatch } from './swatch.tsx';

/** A cell as the map of what was met draws it. */
export function LevelSwatch({ level }: { readonly level: number }): JSX.Element {
  return (
    <Swatch size={CELL} class="bare" draw={(context, colours) => drawLevel(context, 1, 1, level, colours)} />
  );
}
