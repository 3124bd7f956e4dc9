import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Palette, palette } from './palette.ts';
import { useWidth } from './use-width.ts';

/** What a drawing gets: a context whose unit is a pixel of the page. */
export interface Sheet {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly colours: Palette;
}

interface CanvasProps {
  readonly height: number;
  readonly class?: string;
  /** What it shows, for those who do not see it; the same is in a table beside it. */
  readonly label: string;
  readonly draw: (sheet: Sheet) => void;
  readonly onWidth?: (width: number) => void;
  /** Where somebody points, in pixels from the left upper corner. */
  readonly onPoint?: (x: number, y: number) => void;
  /** How far somebody drags. */
  readonly onDrag?: (x: number, y: number) => void;
  /** Up or down at a place. Without it the page scrolls. */
  readonly onWheel?: (direction: -1 | 1, x: number, y: number) => void;
}

/** So far a pointer moves before it drags. */
const STILL = 4;

/** A drawing as wide as there is room, sharp on every screen, which is pointed at and dragged. Keys are its surroundings' business. */
export function Canvas({
  height,
  label,
  draw,
  onWidth,
  onPoint,
  onDrag,
  onWheel,
  ...rest
}: CanvasProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const held = useRef<{ x: number; y: number; moved: boolean }>(undefined);
  const width = useWidth(box);
  const colours = palette();

  useLayoutEffect(() => {
    if (width > 0) onWidth?.(width);
  }, [width, onWidth]);

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context || width === 0) return;
    const ratio = devicePixelRatio;
    canvas.current.width = width * ratio;
    canvas.current.height = height * ratio;
    context.scale(ratio, ratio);
    draw({ context, width, height, colours });
  });

  return (
    <div ref={box} class={`canvas ${rest.class ?? ''}`} style={{ height: `${height}px` }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        style={{ width: `${width}px`, height: `${height}px` }}
        onPointerDown={({ currentTarget, pointerId, offsetX, offsetY }) => {
          currentTarget.setPointerCapture(pointerId);
          held.current = { x: offsetX, y: offsetY, moved: false };
        }}
        onPointerMove={({ offsetX, offsetY }) => {
          const from = held.current;
          if (from === undefined || onDrag === undefined) return;
          const far = Math.hypot(offsetX - from.x, offsetY - from.y) > STILL;
          if (!from.moved && !far) return;
          onDrag(offsetX - from.x, offsetY - from.y);
          held.current = { x: offsetX, y: offsetY, moved: true };
        }}
        onPointerUp={({ offsetX, offsetY }) => {
          const from = held.current;
          held.current = undefined;
          if (from !== undefined && !from.moved) onPoint?.(offsetX, offsetY);
        }}
        onPointerCancel={() => {
          held.current = undefined;
        }}
        onWheel={(event) => {
          if (event.deltaY === 0 || onWheel === undefined) return;
          event.preventDefault();
          onWheel(event.deltaY < 0 ? -1 : 1, event.offsetX, event.offsetY);
        }}
      />
    </div>
  );
}
