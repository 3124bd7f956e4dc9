/** Walks on machines on which a hypervisor mediates: what both layers note of pages agrees, and nothing stays when everybody has gone. */

import { describe, expect, it, test } from 'vitest';
import { writeDescriptor } from '../../src/core/explore/grammar/words.ts';
import { mediatedGround } from '../../src/core/explore/ground.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import type { Move } from '../../src/core/explore/move.ts';
import { walk } from '../../src/core/explore/walk.ts';
import { KIND, LAYER } from '../../src/core/memory/ledger-tables.ts';
import { transactionOf } from '../../src/core/memory/page-word.ts';
import { VAULT as AS_NAMED, send } from './calls.ts';

const { SEED = '20261122' } = process.env;
const seed = SEED === 'random' ? Math.floor(Math.random() * 0xffff_ffff) : Number(SEED);

describe(`walks of seed ${seed}`, () => {
  const lab = new Lab(mediatedGround(), { model: false });

  it('end well, with everything given back, and guests get somewhere on them', () => {
    const sent = new Set<number>();
    for (let number = 0; number < 8; number++) {
      const step = lab.judge.bind(lab);
      lab.judge = (move, outcome) => {
        const send = move.do === 'call' && move.as !== undefined;
        if (send && outcome.rule === undefined && outcome.actor?.secure === false) sent.add(lab.calls);
        return step(move, outcome);
      };
      const found = walk(lab, { seed, walk: number, calls: 300, faults: true });
      lab.judge = step;
      expect(found?.breach).toBeUndefined();
    }
    expect(sent.size).toBeGreaterThan(20);
  });
});

/** The places of a guest and of the vault, and the guest's first page behind its buffers. */
const GUEST = 1;
const [VAULT, PAGE] = [3, 0x22];
/** The vault agrees that there is such a guest, which then lends it a page. */
const LENT: readonly Move[] = [
  { do: 'call', by: VAULT, words: [0x8400_0070, 0x8001_0000, 0x8000_0005] },
  { do: 'call', by: GUEST, words: [0x8400_0063, 0x1_0001] },
  { do: 'call', by: GUEST, words: [0x8400_0066, 0x2_0000, 0x2_1000, 1] },
  send('lend', GUEST, AS_NAMED, { page: PAGE }),
];

test('a guest may be let at pages of a send that lacks fragments', () => {
  const tx = writeDescriptor({
    ...{ version: 0x1_0001, sender: 1, attributes: 0, flags: 0, tag: 0, impdef: 0 },
    receivers: [{ id: 0x8001, permissions: 2 }],
    constituents: [
      [PAGE, 1],
      [PAGE + 2, 1],
    ],
  });
  const total = tx.length * 4;
  const first: Move = { do: 'call', by: GUEST, words: [0x8400_0072, total, total - 16], tx: tx.slice(0, -4) };
  const lab = new Lab(mediatedGround(), { model: false });

  for (const move of [...LENT.slice(0, -1), first]) {
    expect(lab.step(move)).toBeUndefined();
    expect(lab.outcome).toMatchObject({ made: true, rule: undefined });
  }

  expect(transactionOf(lab.stand.built.ledger.map.get(PAGE))).not.toBe(0);
  expect(lab.audit()).toBeUndefined();
});

test.each<[string, string, (lab: Lab, base: number) => void]>([
  [
    'a record of the hypervisor that says something else than the one on it',
    'layers-agree',
    ({ stand }, base) => {
      stand.built.ledger.transactions.kind[base] = KIND.SHARE;
    },
  ],
  [
    'a record of the hypervisor that holds less than it says',
    'books-add-up',
    ({ stand }, base) => {
      stand.built.ledger.transactions.pages[base] = 9;
    },
  ],
  [
    'a send that the hypervisor does not count',
    'books-add-up',
    ({ stand }) => {
      stand.built.hypervisor!.mediator.state.endpoints.sent[0] = 0;
    },
  ],
])('%s is found', (_, id, violate) => {
  const lab = new Lab(mediatedGround(), { model: false });
  for (const move of LENT) {
    expect(lab.step(move)).toBeUndefined();
    expect(lab.outcome).toMatchObject({ made: true, rule: undefined });
  }
  expect(lab.audit()).toBeUndefined();
  const { ledger } = lab.stand.built;
  const base = ledger.baseOf(transactionOf(ledger.map.get(PAGE)));
  expect(ledger.transactions.layer[base]).toBe(LAYER.BASE);

  violate(lab, base);

  expect(lab.audit()?.invariant.id).toBe(id);
});
