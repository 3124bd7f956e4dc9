/** Calls and TX contents that a hostile guest makes up: those of a guest that behaves, with some bits wrong. */

import { type Frame, w } from '../../src/core/abi/frame.ts';
import { HANDLE, RECORD } from '../../src/node/qemu/payload/hostile-code.ts';

/** A call of a guest that behaves, and what it has in TX. */
export interface Sample {
  readonly frame: Frame;
  readonly tx?: Uint8Array;
}

/** Function numbers of FF-A but FFA_ABORT: a guest may end its own life, and that would be the end of the test. */
const FIRST_FUNCTION = 0x60;
const FUNCTIONS = 0x30;
/** Calls for others than FF-A and PSCI: of the architecture, of processors, of vendors, of trusted applications. */
const OTHER_OWNERS = [0x8000_0000, 0x8100_0000, 0x8200_0000, 0x8600_0000, 0xb000_0000, 0xc300_0000, 0];
const NUMBERS = [0, 1, 2, 7, 0x1000, 0x8001, 0x8002, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
const WORDS_OF_A_PAGE = 1024;

/** Random numbers of 32 bits from a seed. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Records for the payload, in a row. Every sixteenth is a sample as it is, and the first samples come before all others. */
export function records(
  samples: readonly Sample[],
  probes: readonly number[],
  count: number,
  random: (below: number) => number,
): Uint8Array {
  const bytes = new Uint8Array(count * RECORD.BYTES);
  for (let index = 0; index < count; index++) {
    const sample = samples[index < samples.length ? index : random(samples.length)]!;
    const record = new Uint32Array(bytes.buffer, index * RECORD.BYTES, RECORD.BYTES / 4);
    write(record, sample);
    if (index < samples.length || index % 16 === 0) continue;
    spoil(record, random);
    if (random(8) === 0) record[RECORD.PROBE / 4] = probes[random(probes.length)]!;
  }
  return bytes;
}

function write(record: Uint32Array, { frame, tx = new Uint8Array() }: Sample): void {
  record.set(frame, RECORD.REGISTERS / 4);
  const words = new Uint32Array(tx.slice(0, 4 * RECORD.MOST_PATCHES).buffer);
  for (let patch = 0; patch < RECORD.MOST_PATCHES; patch++)
    record.set([4 * patch, words[patch] ?? 0], RECORD.PATCHES / 4 + 2 * patch);
}

function spoil(record: Uint32Array, random: (below: number) => number): void {
  record[RECORD.HANDLE / 4] = [0, 0, HANDLE.FIRST, HANDLE.FOURTH][random(4)]!;
  for (let times = random(3); times > 0; times--) spoilWord(record, 2 + random(12), random);
  for (let times = random(3); times > 0; times--)
    spoilWord(record, RECORD.PATCHES / 4 + 1 + 2 * random(RECORD.MOST_PATCHES), random);
  if (random(4) === 0)
    record[RECORD.PATCHES / 4 + 2 * random(RECORD.MOST_PATCHES)] = 4 * random(WORDS_OF_A_PAGE);
  if (random(8) === 0) record[random(36)] = random(2 ** 32);
  record[0] = functionIn(w(record, 0), random);
  // Function ids have 32 bits, and most callers know.
  if (random(16) !== 0) record[1] = 0;
}

function spoilWord(record: Uint32Array, word: number, random: (below: number) => number): void {
  const value = record[word]!;
  const ways = [
    value ^ (1 << random(32)),
    NUMBERS[random(NUMBERS.length)]!,
    random(2 ** 32),
    value + 1,
    value - 1,
  ];
  record[word] = ways[random(ways.length)]!;
}

/** Mostly the function that it was; never one that ends the machine. */
function functionIn(own: number, random: (below: number) => number): number {
  const way = random(16);
  const width = random(2) * 0x4000_0000;
  if (way === 0) return OTHER_OWNERS[random(OTHER_OWNERS.length)]! + random(0x1_0000);
  if (way <= 2) return 0x8400_0000 + width + FIRST_FUNCTION + random(FUNCTIONS);
  return isFfa(own) ? own : 0x8400_0000 + width + FIRST_FUNCTION;
}

function isFfa(id: number): boolean {
  const number = id & 0xff;
  const base = id - number;
  return (
    (base === 0x8400_0000 || base === 0xc400_0000) &&
    number >= FIRST_FUNCTION &&
    number < FIRST_FUNCTION + FUNCTIONS
  );
}
