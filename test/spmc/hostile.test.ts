/**
 * Callers who do anything at all, in any order, in every version: no call throws, a refusal carries a rule and leaves everything as it was,
 * no page is lost, and when everybody has died nothing is left.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { transactionOf } from '../../src/core/memory/page-word.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { RULES } from '../../src/core/rules/registry.ts';
import { STAGE } from '../../src/core/spmc/transactions.ts';
import { FFA } from './support/ids.ts';
import { Script, STEP, type Step, VERSIONS_OF_ALL } from './support/script.ts';
import { pagesByKind, stateOf } from './support/state.ts';
import { type World, world } from './support/world.ts';

/** Refusals by which a sender gives up its own unfinished send. */
const GIVES_UP = /^(fragment\/(?!unknown-handle|not-sender|complete)|send\/|reclaim\/unfinished)/;

interface State {
  readonly pages: unknown;
  readonly transactions: readonly { readonly slot: number }[];
  readonly contexts: unknown;
  readonly views: unknown;
}

const pictureOf = (w: World) => stateOf(w.spmc) as State;

/** Plays one call and checks what it left behind. */
function play(w: World, script: Script, step: Step): void {
  const caller = script.caller(step);
  const frame = script.prepare(step, caller);
  const id = frame[0]!;
  const slot = frame[2]!;
  const before = pictureOf(w);
  const { verdict } = caller.callFrame(frame);

  const { rule } = w.spmc.verdict;
  const refused = frame[0] === FFA.ERROR || frame[0] === 0xffff_ffff;
  expect(rule !== null, verdict).toBe(refused);
  if (!refused) {
    script.learn(step, caller, frame);
    return;
  }
  const after = pictureOf(w);
  const givenUp = (id === FFA.MEM_FRAG_TX || id === FFA.MEM_RECLAIM) && GIVES_UP.test(rule!.id);
  if (givenUp) {
    expect(after.transactions).toEqual(
      before.transactions.filter((transaction) => transaction.slot !== slot),
    );
    expect([after.pages, after.contexts, after.views]).toEqual([before.pages, before.contexts, before.views]);
  } else if (JSON.stringify(after) !== JSON.stringify(before)) expect(after, verdict).toEqual(before);
}

/** What must hold at all times. */
function checkBooks({ spmc: { state: m } }: World): void {
  const { transactions: t, endpoints } = m;
  const held = new Map<number, number>();
  for (const { pages, word } of m.ledger.map.runs()) {
    const transaction = transactionOf(word);
    if (transaction !== 0) held.set(transaction, (held.get(transaction) ?? 0) + pages);
  }
  let counted = 0;
  let announced = 0;
  for (let slot = 1; slot <= t.slots.used; slot++) {
    const kind = m.ledger.transactions.kind[slot]!;
    const pages = held.get(slot) ?? 0;
    if (t.stage[slot] === STAGE.FREE) expect(pages === 0 || kind === 4).toBe(true);
    else {
      counted++;
      announced += t.constituents[slot]!;
      expect(pages).toBe(t.stage[slot] === STAGE.LIVE ? m.ledger.transactions.pages[slot] : 0);
    }
  }
  const sum = (column: Uint32Array) => column.subarray(1).reduce((total, value) => total + value, 0);
  expect([endpoints.sent[0], sum(endpoints.sent)]).toEqual([counted, counted]);
  expect([endpoints.constituents[0], sum(endpoints.constituents)]).toEqual([announced, announced]);
}

/** Everybody dies, one after the other: then no page is held, no slot is taken. */
function checkNothingStays(w: World): void {
  for (const actor of w.actors) w.spmc.abort(actor.context, createFrame());
  const { ledger, endpoints } = w.spmc.state;
  const live = [ledger.transactions.slots.live, ledger.borrowers.slots.live, ledger.extents.slots.live];
  expect([...live, endpoints.sent[0], endpoints.constituents[0]]).toEqual([0, 0, 0, 0, 0]);
  expect([...ledger.map.runs()].filter(({ word }) => transactionOf(word) !== 0)).toEqual([]);
}

const SMALL = {
  transactions: 12,
  transactionsPerEndpoint: 5,
  unfinishedSends: 2,
  constituents: 24,
  borrowers: 16,
  retrievals: 3,
  constituentsPerEndpoint: 16,
};

/** Not a measure: a busy machine must not fail what an idle one passes. */
const PATIENCE = { timeout: 120_000 };

describe('QE2: random scripts', PATIENCE, () => {
  it('refusals change nothing, the books are right, and nothing stays', () => {
    const verdicts = new Set<string>();
    fc.assert(
      fc.property(
        VERSIONS_OF_ALL,
        fc.array(STEP, { minLength: 10, maxLength: 40, size: 'max' }),
        (versions, steps) => {
          const w = world({ versions, limits: SMALL });
          const script = new Script(w);
          const pages = pagesByKind(w.spmc);
          for (const step of steps) {
            play(w, script, step);
            checkBooks(w);
            verdicts.add(w.spmc.verdict.rule?.id ?? 'accepted');
          }
          expect(pagesByKind(w.spmc)).toEqual(pages);
          checkNothingStays(w);
        },
      ),
      { numRuns: 100 },
    );
    // Scripts that are refused at the first check alone would prove little.
    expect(verdicts.size).toBeGreaterThan(40);
  });

  it('a manager that enforces nothing but structural rules stands, too', () => {
    const deviations = RULES.map(({ id }) => ({ rule: id, enforced: false, source: 'this test' }));
    const profile = { ...SPEC, deviations };
    fc.assert(
      fc.property(
        VERSIONS_OF_ALL,
        fc.array(STEP, { minLength: 10, maxLength: 40, size: 'max' }),
        (versions, steps) => {
          const w = world({ versions, limits: SMALL, profile });
          const script = new Script(w);
          for (const step of steps) {
            play(w, script, step);
            checkBooks(w);
          }
          checkNothingStays(w);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('a copy of the state put back is the state, and the same calls give the same answers', () => {
    fc.assert(
      fc.property(
        VERSIONS_OF_ALL,
        fc.array(STEP, { minLength: 10, maxLength: 40, size: 'max' }),
        fc.nat(9),
        (versions, steps, cut) => {
          const w = world({ versions, limits: SMALL });
          const early = steps.slice(0, cut);
          const script = new Script(w);
          for (const step of early) play(w, script, step);
          const saved = w.spmc.save();
          const memory = w.memory.save();
          const picture = pictureOf(w);
          const rest = () =>
            steps.slice(cut).map((step) => {
              const caller = script.caller(step);
              return [...caller.callFrame(script.prepare(step, caller)).frame];
            });
          const once = rest();

          w.spmc.restore(saved);
          w.memory.restore(memory);

          expect(pictureOf(w)).toEqual(picture);
          expect(w.spmc.save()).toEqual(saved);
          expect(rest()).toEqual(once);
        },
      ),
      { numRuns: 40 },
    );
  });
});
