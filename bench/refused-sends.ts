import { functionId } from '#core/abi/functions.js';
import { OPERATION } from '#core/abi/operations.js';
import type { Bench } from './bench.ts';
import { type Letter, post, sendLetters } from './letters.ts';
import type { Timed } from './measure.ts';
import { scattered } from './pages.ts';
import { FIRST_PAGE } from './partition.ts';
import { type Success, timeRefusal } from './refusals.ts';
import { World } from './world.ts';

const FFA_SUCCESS = functionId('FFA_SUCCESS');
const FFA_MEM_SHARE = functionId('FFA_MEM_SHARE') | 0;
const FFA_MEM_RECLAIM = functionId('FFA_MEM_RECLAIM') | 0;
const NOBODYS_FUNCTION = 0x8400_008f;

/** Sends between two clean-ups, each of pages of its own. */
const BATCH = 256;
/** Words in front of the first constituent, and of one constituent. */
const HEAD = 24;
const CONSTITUENT = 4;
const RESERVED_WORD = 9;
/** The address of a page that a receiver owns. */
const FOREIGN = 0x2000;

/** Shares of `size` constituents: what they cost, and what it costs to refuse them. */
export function refusedSends(bench: Bench, size: number): void {
  const world = new World();
  const good = letters(world, size);
  const shares = sending(world, good);
  const ns = bench.time(`share of ${size}: done`, shares);
  const takenBack = bench.time(`share of ${size}: done and reclaimed`, bothWays(shares));
  const success = { ns, takenBack };
  const first = HEAD;
  const last = HEAD + (size - 1) * CONSTITUENT;
  const refuse = (name: string, rule: string, word: number, value: number) => {
    const broken = good.map((letter) => changed(letter, word, value));
    refuseLetters(bench, `share of ${size}: ${name}`, rule, broken, success);
  };
  refuse('a reserved bit', 'descriptor/header-reserved', RESERVED_WORD, 1);
  refuse('first unaligned', 'send/constituent-unaligned', first, 1);
  refuse('last unaligned', 'send/constituent-unaligned', last, 1);
  refuse('first is not the sender’s', 'send/not-owner', first, FOREIGN);
  refuse('last is not the sender’s', 'send/not-owner', last, FOREIGN);
  const full = new World(1, { transactionsPerEndpoint: 0 });
  const name = `share of ${size}: no handle left`;
  refuseLetters(bench, name, 'send/transaction-quota', good, success, full);
  if (size > 1) return;
  const call = () => world.call(world.sender.context, NOBODYS_FUNCTION);
  const unknown = { world, rule: 'call/unknown-function', call };
  timeRefusal(bench, 'a function that nobody has', unknown, success, BATCH);
}

function refuseLetters(
  bench: Bench,
  name: string,
  rule: string,
  broken: readonly Letter[],
  success: Success,
  world: World = new World(),
): void {
  const { context, tx } = world.sender;
  const call = (index: number) => {
    const letter = broken[index];
    if (letter === undefined) return;
    post(letter, tx);
    world.call(context, FFA_MEM_SHARE, letter.bytes, letter.bytes);
  };
  timeRefusal(bench, name, { world, rule, call }, success, BATCH);
}

/** The same with the clean-up on the clock. */
function bothWays({ run, after, most }: Required<Omit<Timed, 'before' | 'settling'>>): Timed {
  const runBoth = (count: number) => {
    run(count);
    after(count);
  };
  return { run: runBoth, most };
}

/** Shares that succeed, one letter after the other; they are reclaimed off the clock. */
function sending(world: World, good: readonly Letter[]) {
  const { context, tx } = world.sender;
  const handles = new Uint32Array(2 * BATCH);
  const run = (count: number) => {
    for (let index = 0; index < count; index++) {
      const letter = good[index];
      if (letter === undefined) return;
      post(letter, tx);
      world.expect(FFA_SUCCESS, context, FFA_MEM_SHARE, letter.bytes, letter.bytes);
      handles[2 * index] = world.frame[4] ?? 0;
      handles[2 * index + 1] = world.frame[6] ?? 0;
    }
  };
  const after = (count: number) => {
    for (let index = 0; index < count; index++)
      world.expect(FFA_SUCCESS, context, FFA_MEM_RECLAIM, handles[2 * index], handles[2 * index + 1]);
  };
  return { run, after, most: BATCH };
}

function letters(world: World, size: number): readonly Letter[] {
  return Array.from({ length: BATCH }, (_, index) => {
    const pages = scattered(size, FIRST_PAGE + 2 * size * index);
    const [letter] = sendLetters(OPERATION.SHARE, world.sender.id, [world.receiver().id], pages);
    if (letter === undefined) throw new Error('a send has a first fragment');
    return letter;
  });
}

function changed({ words, bytes }: Letter, word: number, value: number): Letter {
  const copy = words.slice();
  copy[word] = value;
  if (word >= HEAD) copy[word + 1] = 0;
  return { words: copy, bytes };
}
