import type { Level } from '../model/explore/levels.ts';
import type { Sheet } from './canvas.tsx';

const FONT = '11px system-ui, "DejaVu Sans", sans-serif';
/** Room above the bars for the largest number, and below for depths. */
const HEAD = 18;
const FOOT = 18;
const WIDEST = 48;
const GAP = 3;

/** Draws how many states there are at each depth; what is yet to be gone on from is outlined. */
export function drawLevels({ context, width, height, colours }: Sheet, levels: readonly Level[]): void {
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, height);
  context.font = FONT;
  context.textAlign = 'center';
  const most = Math.max(1, ...levels.map(({ states }) => states));
  const room = height - HEAD - FOOT;
  const bar = Math.min(WIDEST, width / Math.max(levels.length, 1));
  for (const { depth, states, done } of levels) {
    const x = depth * bar;
    const [tall, full] = [(states / most) * room, (done / most) * room];
    context.fillStyle = colours.accent;
    context.fillRect(x, HEAD + room - full, bar - GAP, full);
    context.strokeStyle = colours.accent;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, HEAD + room - tall + 0.5, bar - GAP - 1, Math.max(tall - 1, 0));
    context.fillStyle = colours.soft;
    context.fillText(String(depth), x + (bar - GAP) / 2, height - 5);
    if (states !== most) continue;
    context.fillStyle = colours.text;
    context.textAlign = x < 30 ? 'left' : 'center';
    context.fillText(states.toLocaleString('en'), x < 30 ? x : x + (bar - GAP) / 2, HEAD + room - tall - 5);
    context.textAlign = 'center';
  }
}
