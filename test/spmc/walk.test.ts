/**
 * Walks: every call there is, valid, nearly valid and hostile, in any order, by whoever has a processor, on machines of every kind, with
 * interrupts, deaths and memory that goes away. No call throws, a refusal leaves every byte as it was, every processor has one context,
 * every RX one owner, no notification is lost or heard twice, no page is lost, no VM reaches secure memory, and when everybody has died
 * nothing is left.
 *
 * `WALKS=1000 STEPS=400 npx vitest run test/spmc/walk.test.ts` walks further than a run of all tests does.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPEC } from '../../src/core/rules/profile.ts';
import { RULES } from '../../src/core/rules/registry.ts';
import { stateOf } from './support/state.ts';
import { checkBooks, checkNothingStays } from './support/walk/books.ts';
import { ACTIONS, type Mood, stepIn, type WalkStep } from './support/walk/step.ts';
import { build, TOWN, type Town } from './support/walk/town.ts';
import { Walker } from './support/walk/walker.ts';
import { Witness } from './support/walk/witness.ts';

const { WALKS = '60', STEPS = '80' } = process.env;
const WALK_COUNT = Number(WALKS);
const PATIENCE = { timeout: 60_000 + WALK_COUNT * 10_000 };

const MOODS: Readonly<Record<string, Mood>> = {
  'everything at once': { memory: 10, ringing: 6, scheduling: 6, living: 2, rest: 4, machine: 1 },
  'mostly memory': { memory: 20, ringing: 1, scheduling: 1, living: 1, rest: 2, machine: 2 },
  'mostly notifications and letters': {
    memory: 1,
    ringing: 20,
    scheduling: 2,
    living: 1,
    rest: 2,
    machine: 1,
  },
  'mostly requests and processors': { memory: 1, ringing: 2, scheduling: 20, living: 1, rest: 1, machine: 2 },
};

const walkIn = (mood: Mood) =>
  fc.array(stepIn(mood), { minLength: 1, maxLength: Number(STEPS), size: 'max' });

/** Takes all steps. What goes wrong is told with what happened before it. */
function take(walker: Walker, steps: readonly WalkStep[], then = () => {}): string[] {
  try {
    return steps.map((step) => {
      const came = walker.take(step);
      then();
      return came;
    });
  } catch (cause) {
    throw new Error(`after\n${walker.log.slice(-30).join('\n')}`, { cause });
  }
}

function walk(town: Town, steps: readonly WalkStep[]): void {
  const w = build(town);
  const walker = new Walker(w, new Witness(w));
  walker.begin();
  take(walker, steps);
  checkNothingStays(w);
}

describe('QE2: walks', PATIENCE, () => {
  it.each(Object.entries(MOODS))('%s', (_name, mood) => {
    fc.assert(fc.property(TOWN, walkIn(mood), walk), { numRuns: WALK_COUNT });
  });

  it('where no rule is enforced but the structural ones', () => {
    const deviations = RULES.map(({ id }) => ({ rule: id, enforced: false, source: 'this test' }));
    fc.assert(
      fc.property(TOWN, walkIn(MOODS['everything at once']!), (town, steps) => {
        const w = build(town, { ...SPEC, deviations });
        const walker = new Walker(w);
        walker.begin();
        take(walker, steps, () => checkBooks(w));
        checkNothingStays(w);
      }),
      { numRuns: WALK_COUNT },
    );
  });

  it('from a copy of the state, put back: the same steps have the same answers and the same end', () => {
    fc.assert(
      fc.property(TOWN, walkIn(MOODS['everything at once']!), fc.nat(60), (town, steps, cut) => {
        const w = build(town);
        const early = new Walker(w);
        early.begin();
        take(early, steps.slice(0, cut));
        const saved = w.spmc.save();
        const memory = w.memory.save();
        const rest = () => {
          const late = new Walker(w);
          return [take(late, steps.slice(cut)), late.log, stateOf(w.spmc)];
        };
        const once = rest();

        w.spmc.restore(saved);
        w.memory.restore(memory);

        expect(w.spmc.save()).toEqual(saved);
        expect(rest()).toEqual(once);
      }),
      { numRuns: WALK_COUNT },
    );
  });
});

/** What no walk meets, and why. */
const NEVER_BROKEN: Readonly<Record<string, string>> = {
  'message/receiver-stopped': 'no partition has a life cycle',
  'call/reserved-register': 'no profile enforces it',
  'mailbox/no-room': 'the page map has room for all buffers',
  'info/rx-too-small': 'the list of three partitions fits into a page',
  'permission/execute-device': 'the partition at S-EL0 has no device',
  'permission/no-room': 'the page map has room for all changes',
};
/** Rules about memory are met in the tests of each call. Of those about memory only these are met by walks alone: being out of room. */
const ABOUT_MEMORY = /^(descriptor|send|fragment|retrieve|response|relinquish|reclaim|resources)\//;
/** Nobody mediates here: test/mediator/walk.test.ts has guests that do everything. */
const OF_MEDIATORS = /^mediator\//;
const OUT_OF_ROOM = [
  'send/transactions-full',
  'send/transaction-quota',
  'send/unfinished-quota',
  'send/constituent-quota',
  'send/borrowers-full',
];

/** What has to be met some time: every step accepted, every rule broken, every kind of room used up. */
const TO_MEET: readonly string[] = [
  ...ACTIONS,
  ...RULES.map(({ id }) => id).filter(
    (id) => !ABOUT_MEMORY.test(id) && !OF_MEDIATORS.test(id) && NEVER_BROKEN[id] === undefined,
  ),
  ...OUT_OF_ROOM,
];

it(
  'walks get somewhere: of those that are the same every time, one or other meets everything',
  PATIENCE,
  () => {
    const missing = new Set([...TO_MEET, ...Object.keys(NEVER_BROKEN)]);

    for (let seed = 1; seed <= 20 && missing.size > Object.keys(NEVER_BROKEN).length; seed++)
      for (const mood of Object.values(MOODS)) {
        const walks = fc.tuple(TOWN, fc.array(stepIn(mood), { minLength: 1, maxLength: 80, size: 'max' }));
        for (const [town, steps] of fc.sample(walks, { seed, numRuns: 50 })) {
          const walker = new Walker(build(town));
          walker.begin();
          for (const each of take(walker, steps)) missing.delete(each);
        }
      }

    expect([...missing]).toEqual(Object.keys(NEVER_BROKEN));
  },
);
