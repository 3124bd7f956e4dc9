import { type Frame, succeed, w } from '../abi/frame.ts';
import { widthOfId } from '../abi/functions.ts';
import { console_ as rules } from '../rules/console.ts';
import { LINE_BYTES } from './contexts.ts';
import type { Manager } from './manager.ts';

const MOST_32 = 24;
const NEWLINE = 0x0a;
const FIRST_HALF = 4;

/**
 * FFA_CONSOLE_LOG: w1 characters, in w2..w7 of the 32-bit call, x2..x7 of the 64-bit one, to x17 from FF-A 1.2 on. A line is printed when it
 * ends, at a NUL that has something before it, or when there is no more room.
 */
export function consoleLog(m: Manager, frame: Frame): void {
  const { contexts, context } = m;
  const wide = widthOfId(w(frame, 0)) === 64;
  const most = wide ? m.caller.behaviours.consoleCharacters : MOST_32;
  const count = w(frame, 1);
  if (count === 0 || count > most) {
    m.verdict.refuseRegister(rules.count, 1);
    return;
  }
  for (let index = 0; index < count; index++) {
    const half = FIRST_HALF + (wide ? index >>> 2 : (index >>> 2) * 2);
    const character = (frame[half] >>> ((index & 3) * 8)) & 0xff;
    const at = context * LINE_BYTES;
    if (character !== NEWLINE && character !== 0)
      contexts.line[at + contexts.lineLength[context]++] = character;
    const length = contexts.lineLength[context];
    const ends = character === NEWLINE || (character === 0 && length !== 0) || length === LINE_BYTES;
    if (!ends) continue;
    m.printed.push(String.fromCharCode(...contexts.line.subarray(at, at + length)));
    contexts.lineLength[context] = 0;
  }
  succeed(frame);
}
