import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import { Board, type SavedBoard } from '../../src/core/board/board.ts';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import type { TraceEvent } from '../../src/core/board/trace.ts';
import type { Ffa } from '../../src/core/client/ffa.ts';
import type { Program } from '../../src/core/client/port.ts';
import type { NamedValues } from '../../src/core/saving/forms.ts';
import { stateBytes } from '../../src/core/saving/state-bytes.ts';
import { stateOfBytes } from '../../src/core/saving/state-of-bytes.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { MACHINE, OS_BUFFERS, OS_MEMORY, VAULT, VAULT_BUFFERS } from './machine.ts';

const PAGE: number = OS_MEMORY + 0x4000;

/** Answers with how often it was asked: what it knows is in none of its steps. */
function* counter(ffa: Ffa): Program {
  yield* ffa.start(VAULT_BUFFERS);
  let message = yield* ffa.wait();
  for (let asked = 1; ; asked++) message = yield* ffa.respond(message, [asked]);
}

function* lend(ffa: Ffa): Program<bigint> {
  yield* ffa.start(OS_BUFFERS);
  yield* ffa.write(PAGE, Uint8Array.of(21));
  return yield* ffa.lend({
    receivers: [{ endpoint: VAULT, permissions: DATA_RW }],
    constituents: [{ address: PAGE, pages: 1 }],
  });
}

const PROGRAMS: NamedValues = { counter };

function written(board: Board): Uint8Array {
  return stateBytes({ spec: board.spec, saved: board.save() }, PROGRAMS);
}

/** A board that knows nothing of the one whose bytes they are. */
function boardOf(bytes: Uint8Array): Board {
  const { spec, saved } = stateOfBytes(bytes, PROGRAMS) as { spec: MachineSpec; saved: SavedBoard };
  const board = new Board(spec);
  board.restore(saved);
  return board;
}

function inTheMiddle(): { readonly board: Board; readonly handle: bigint } {
  const board = new Board(MACHINE);
  board.boot({ programs: { vault: counter } });
  const handle = board.perform('os', lend);
  board.perform('os', (ffa) => ffa.directRequest(VAULT));
  return { board, handle };
}

describe('a board that was bytes', () => {
  test('is as it was', () => {
    const { board } = inTheMiddle();
    expect(boardOf(written(board)).save()).toEqual(board.save());
  });

  test('goes on where it was: with the program that counts, and the page that is away', () => {
    const { board, handle } = inTheMiddle();
    const twin = boardOf(written(board));
    expect(twin.perform('os', (ffa) => ffa.directRequest(VAULT))[0]).toBe(2);
    expect(() => twin.perform('os', (ffa) => ffa.read(PAGE, 1))).toThrow();
    twin.perform('os', (ffa) => ffa.reclaim(handle));
    expect(twin.perform('os', (ffa) => ffa.read(PAGE, 1))).toEqual(Uint8Array.of(21));
  });

  test('gives the same trace for the same acts, and the same bytes', () => {
    const { board, handle } = inTheMiddle();
    const twin = boardOf(written(board));
    const acts = (machine: Board) => {
      const events: TraceEvent[] = [];
      machine.listen((event) => events.push(event));
      machine.perform('os', (ffa) => ffa.reclaim(handle));
      machine.perform('os', (ffa) => ffa.directRequest(VAULT));
      return events;
    };
    expect(acts(twin)).toEqual(acts(board));
    expect(written(twin)).toEqual(written(board));
  });
});

test.each(['three-worlds.yaml', 'gunyah.yaml', 'both.yaml', 'guests.yaml', 'gunyah-mediator.yaml'])(
  'a machine of every kind can be written: %s',
  async (name) => {
    const reading = await readMachine(readFileSync(`machines/${name}`, 'utf8'), name);
    if (!reading.ok) throw new Error(`${name} is no machine`);
    const board = new Board(reading.scenario.machine);
    board.boot();
    const twin = boardOf(written(board));
    expect(twin.save()).toEqual(board.save());
  },
);

test('a program without a name cannot be written', () => {
  const { board } = inTheMiddle();
  expect(() => stateBytes(board.save())).toThrow('a state that is saved cannot hold a function');
});
