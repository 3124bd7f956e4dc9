/**
 * The guest as adversary: walks that nobody chose, of which a processor does the OS's part, and touches pages after each move. Nothing is found on a
 * board that is well, and what is planted is. `WALKS=200 SEED=7` walks for some minutes, with another seed.
 */

import { describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { Lab } from '../../src/core/explore/lab.ts';
import type { Move } from '../../src/core/explore/move.ts';
import { toScenario } from '../../src/core/explore/to-scenario.ts';
import { walk } from '../../src/core/explore/walk.ts';
import { addressOf, PAGE_WORDS, pageOf } from '../../src/core/memory/pages.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { machineFile } from '../../src/node/machine/write-machine.ts';
import type { QemuBoard } from '../../src/node/qemu/board/qemu-board.ts';
import { guestGround } from '../../src/node/qemu/explore/guest-ground.ts';
import { GuestLab } from '../../src/node/qemu/explore/guest-lab.ts';
import { tantalum } from '../cli/support.ts';
import { OS, reclaim, send, VAULT } from '../explore/calls.ts';
import { HAS_QEMU } from './agent-board.ts';

const { WALKS = '4', SEED = '20261122' } = process.env;
const FFA_MEM_LEND = 0x8400_0072;

const spec = guestGround();
const inProcess = new Lab(spec, { model: true });

/** The moves of a walk on which all is well in process. */
function movesOf(number: number, calls: number, seed = Number(SEED)): readonly Move[] {
  const moves: Move[] = [];
  const plan = { seed, walk: number, calls, faults: true, firstContexts: true };
  expect(walk(inProcess, plan, moves)?.breach).toBeUndefined();
  return moves;
}

function guestLab(prepare?: (board: QemuBoard) => void): GuestLab {
  const lab = new GuestLab(spec, { model: true }, prepare);
  onTestFinished(() => lab.close());
  return lab;
}

/** What is planted in a board, and the invariant that does not hold then. */
const DEFECTS: readonly [string, string, (board: QemuBoard) => void][] = [
  [
    'translation tables that nobody changes when a page changes hands',
    'reaches-what-it-may',
    ({ machine }) => machine.followPages(() => undefined),
  ],
  [
    'a manager that leaves the owner what is lent',
    'as-specified',
    ({ machine: { ledger } }) => {
      const open = ledger.open.bind(ledger);
      ledger.open = (owner, kind, _kept, physical, base) => open(owner, kind, 7, physical, base);
    },
  ],
  [
    'a firmware that throws when somebody lends',
    'guest-goes-on',
    ({ machine: { spmc } }) => {
      const call = spmc.call.bind(spmc);
      spmc.call = (context, frame) => {
        if (frame[0] === FFA_MEM_LEND) throw new Error('planted');
        return call(context, frame);
      };
    },
  ],
];

/** Shares a page, and takes it back, again and again, while another processor has TX name the page beside it. */
function racingMoves(times: number): readonly Move[] {
  const first = pageOf(spec.partitions[0]!.memory[0]!.base);
  const [tx, rx] = [addressOf(first), addressOf(first + 1)];
  return [
    { do: 'call', by: OS, words: [0x8400_0063, 0x1_0001] },
    { do: 'call', by: OS, words: [0x8400_0066, tx, rx, 1] },
    ...Array.from({ length: times }, (_, index): readonly Move[] => [
      { ...send('share', OS, VAULT, { page: first + 2 + (index % 32), as: index }), rewrite: true },
      reclaim(OS, index),
    ]).flat(),
  ];
}

/** Sends a message that nobody takes, again and again, while another processor sets and clears a reserved bit of its header. */
function racingMessages(times: number): readonly Move[] {
  const message: Move = {
    do: 'call',
    by: OS,
    words: [0x8400_0086],
    tx: [0, 0, 20, 0x8001, 4, 7],
    rewrite: true,
  };
  return [...racingMoves(0), ...Array.from({ length: times }, () => message)];
}

/** A manager that has judged a descriptor reads it once more before it takes the pages. */
function readsTwice({ machine: { ledger, spmc } }: QemuBoard): void {
  const { endpoints, inboxPages, limits, memory } = spmc.state;
  const open = ledger.open.bind(ledger);
  ledger.open = (...args) => {
    const page = endpoints.txPage[endpoints.slotOf(0) * limits.mailboxPages]!;
    memory.read(page, inboxPages[0]!, PAGE_WORDS);
    return open(...args);
  };
}

describe.runIf(HAS_QEMU)('a guest in QEMU', () => {
  test(`goes ${WALKS} walks, is answered as in process, and reaches what it may and nothing else`, async () => {
    const lab = guestLab();
    for (let number = 0; number < Number(WALKS); number++)
      expect({ number, broken: await lab.replay(movesOf(number, 250), true) }).toEqual({ number });

    // It has done something.
    expect(lab.tally.calls).toBeGreaterThan(20 * Number(WALKS));
    expect(lab.tally.faults).toBeGreaterThan(1000);
    expect(lab.tally.accesses).toBeGreaterThan(2 * lab.tally.faults);
  });

  test.each(DEFECTS)('finds %s, and what is left of the walk is short', async (_, invariant, plant) => {
    const lab = guestLab(plant);
    const moves = movesOf(0, 200, 1);
    const { breach } = (await lab.replay(moves, true))!;

    const shrunk = await lab.shrink({ walk: 0, breach, moves, ended: true });

    expect(breach.invariant.id).toBe(invariant);
    expect(shrunk.breach.invariant.id).toBe(invariant);
    expect(shrunk.moves.length).toBeLessThanOrEqual(4);
    const found = toScenario(inProcess, shrunk);
    const reading = await readMachine(stringify({ ...machineFile(spec), ...found }), 'found.yaml');
    if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
    expect(runScenario(reading.scenario, () => {}).missed).toBe(0);
  });

  test.each([
    ['sends', 40, racingMoves(40)],
    ['messages', 400, racingMessages(400)],
  ])(
    'rewrites TX on another processor during calls: what was read first counts: %s',
    async (_, races, moves) => {
      const lab = guestLab();

      expect(await lab.replay(moves, true)).toBeUndefined();

      expect(lab.tally.races).toBe(races);
    },
  );

  test('finds a manager that reads TX twice', async () => {
    const lab = guestLab(readsTwice);

    const found = await lab.replay(racingMoves(1000), true);

    expect(['as-specified', 'answered-as-in-process']).toContain(found?.breach.invariant.id);
  });

  test('tantalum explore has it walk, too', () => {
    const { code, out } = tantalum(['explore', '--board', 'qemu', '--calls', '120', '--json']);

    expect(JSON.parse(out)).toMatchObject({ walks: 1, calls: 120, found: [] });
    expect(code).toBe(0);
  });
});
