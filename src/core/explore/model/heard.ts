/** What an endpoint finds in its registers that another has given the processor to. Source: ffa-hafnium 1.2, 1.8. */

import { type Answer, differsFrom, ID } from './call.ts';
import { type Context, contextText, type GoingOn } from './contexts.ts';

const REGISTERS = 18;
const ABORTED = 0xffff_fff8;
export const NEWS = { INTERRUPT: 0x8400_0062, WAIT: 0x8400_006b, YIELD: 0x8400_006c } as const;

/** What is wrong with who goes on. */
export function goesTo({ to }: Answer, wanted: Context | undefined): string | undefined {
  if (to === wanted) return undefined;
  const name = (context: Context | undefined) => (context === undefined ? 'nobody' : contextText(context));
  return `${name(to)} goes on, and ${name(wanted)} has to`;
}

/** What is wrong with registers that carry a few words, and nothing behind them. */
export function says({ registers }: Answer, ...words: readonly number[]): string | undefined {
  return differsFrom(registers, REGISTERS, (half) => (half % 2 === 0 ? (words[half / 2] ?? 0) : 0));
}

/** What is wrong with registers that carry halves, from x0 on, and nothing behind them. */
export function carries({ registers }: Answer, halves: readonly number[]): string | undefined {
  return differsFrom(registers, REGISTERS, (half) => halves[half] ?? 0);
}

/** What is wrong with registers that carry those of a call up to one of them, in the width of the call, and nothing behind. */
export function relays({ registers }: Answer, asked: Uint32Array, last: 7 | 17): string | undefined {
  const wide = asked[0] >= 0xc000_0000;
  return differsFrom(registers, REGISTERS, (half) =>
    half >> 1 <= last && (wide || half % 2 === 0) ? asked[half] : 0,
  );
}

/** What is wrong with who goes on after somebody gave the processor back, and with what it hears. */
export function goesOn(
  answer: Answer,
  { to, overDead }: GoingOn,
  hears: () => string | undefined,
): string | undefined {
  const wrong = goesTo(answer, to);
  if (wrong !== undefined || to === undefined) return wrong;
  return overDead ? says(answer, ID.ERROR, 0, ABORTED) : hears();
}

/** What is wrong with what those hear who waited for one that has died. */
export function hearsOfDeath(answer: Answer, to: Context | undefined): string | undefined {
  return goesOn(answer, { to, overDead: true }, () => undefined);
}

/** An endpoint and one of its contexts, as they are named to whoever goes on. */
export function nameOf({ endpoint, vcpu }: Context): number {
  return ((endpoint.id << 16) | vcpu) >>> 0;
}
