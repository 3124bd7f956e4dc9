/** One thing that happens on a machine, as numbers that mean something only to the machine it happens on. */

import fc from 'fast-check';
import { REST, REST_ACTIONS, type Rest } from './rest.ts';
import { MEMORY, STEP, type Step } from './script.ts';
import { type Event, eventOf, LIVING, RINGING, SCHEDULING } from './talk.ts';

/** A half of a register that is not what it should be: added to what it was, or put in its place. */
export type Spoil = readonly [half: number, value: number, add: boolean];

export type WalkStep =
  | { readonly kind: 'memory'; readonly step: Step; readonly spoilt: readonly Spoil[] }
  | { readonly kind: 'talk'; readonly event: Event; readonly spoilt: readonly Spoil[] }
  | { readonly kind: 'rest'; readonly rest: Rest; readonly spoilt: readonly Spoil[] }
  | { readonly kind: 'machine'; readonly what: Working; readonly who: number };

/** What happens to a machine without a call. */
const WORKINGS = ['schedule', 'deschedule', 'withdraw', 'withdraw', 'give back'] as const;
export type Working = (typeof WORKINGS)[number];

const value = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 4, 8, 16, 0x1000, 0x1_0000, 0x8000, 0x8001, 0x8000_0000, 0xffff_ffff),
  fc.nat(0xffff_ffff),
);

/** Mostly of registers that calls use; adding to the function id gives it the other width. */
const spoil: fc.Arbitrary<Spoil> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom(2, 4, 6, 8, 10), value, fc.boolean()) },
  { weight: 1, arbitrary: fc.tuple(fc.constant(0), fc.constant(0x4000_0000), fc.constant(true)) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(35), value, fc.boolean()) },
);

/** Nine calls out of ten are made as they were meant. */
const spoilt: fc.Arbitrary<readonly Spoil[]> = fc.oneof(
  { weight: 9, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(spoil, { minLength: 1, maxLength: 2 }),
  },
);

const talk = (actions: Parameters<typeof eventOf>[0]) =>
  fc.record({ kind: fc.constant('talk' as const), event: eventOf(actions), spoilt });

/** Kinds of steps. */
const STEPS = {
  memory: fc.record({ kind: fc.constant('memory' as const), step: STEP, spoilt }),
  ringing: talk(RINGING),
  scheduling: talk(SCHEDULING),
  living: talk(LIVING),
  rest: fc.record({ kind: fc.constant('rest' as const), rest: REST, spoilt }),
  machine: fc.record({
    kind: fc.constant('machine' as const),
    what: fc.constantFrom(...WORKINGS),
    who: fc.nat(60),
  }),
} as const satisfies Record<string, fc.Arbitrary<WalkStep>>;

/** The name of everything that a step can be. */
export const ACTIONS: readonly string[] = [
  ...new Set([...MEMORY, ...RINGING, ...SCHEDULING, ...LIVING, ...REST_ACTIONS, ...WORKINGS]),
];

/** How often there is a step of each kind: everything at once goes nowhere in particular. */
export type Mood = Readonly<Record<keyof typeof STEPS, number>>;

export function stepIn(mood: Mood): fc.Arbitrary<WalkStep> {
  const kinds = Object.keys(STEPS) as (keyof Mood)[];
  return fc.oneof(...kinds.map((kind) => ({ weight: mood[kind], arbitrary: STEPS[kind] })));
}
