import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Palette, palette } from './palette.ts';

/** Pixels of the canvas for one of the page. */
const SCALE = 2;

interface SwatchProps {
  /** Pixels of a side. */
  readonly size: number;
  readonly class?: string;
  readonly draw: (context: CanvasRenderingContext2D, colours: Palette) => void;
}

/** A cell as a map draws it, for the map's legend. */
export function Swatch({ size, class: more = '', draw }: SwatchProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = palette();
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.setTransform(SCALE, 0, 0, SCALE, 0, 0);
    context.clearRect(0, 0, size, size);
    draw(context, colours);
  }, [size, draw, colours]);
  return (
    <span class={`swatch ${more}`} aria-hidden="true">
      <canvas ref={canvas} width={size * SCALE} height={size * SCALE} />
    </span>
  );
}
