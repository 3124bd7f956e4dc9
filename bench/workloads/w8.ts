import { OPERATION } from '#core/abi/operations.js';
import { VERSION_1_2 } from '#core/abi/versions.js';
import { checkConstituents, checkSend } from '#core/rules/check-send.js';
import type { Bench, Workload } from '../bench.ts';
import { sendLetters } from '../letters.ts';
import { scattered } from '../pages.ts';
import { FIRST_PAGE } from '../partition.ts';
import { World } from '../world.ts';

/** The parts of a send that judge, each alone. */
export const w8: Workload = {
  about: 'validation alone',
  run(bench) {
    header(bench);
    for (const size of [64, 170, 250]) constituents(bench, size, size === 170 ? 600 : undefined);
    for (const size of [64, 170, 250]) marks(bench, size);
  },
};

/** Everything that can be seen in front of the constituents. */
function header(bench: Bench): void {
  const { state, words, bytes, caller, sender } = letter(1);
  const { descriptor, verdict, limits } = state;
  caller.become(sender.slot);
  const run = (count: number) => {
    for (let index = 0; index < count; index++) {
      descriptor.begin(words, bytes, bytes, VERSION_1_2);
      if (!checkSend(descriptor, OPERATION.SHARE, caller, limits, verdict)) throw new Error('refused');
    }
  };
  bench.time('header and access descriptor', { run });
}

/** Reading constituents and judging all that their bytes decide. */
function constituents(bench: Bench, size: number, most?: number): void {
  const { state, words, bytes } = letter(size);
  const at = bytes - size * 16;
  const pages = state.ledger.map.pages;
  const run = (count: number) => {
    for (let index = 0; index < count; index++)
      if (!checkConstituents(words, at >>> 2, size, at, size, pages, state.ranges, state.verdict))
        throw new Error('refused');
  };
  bench.time(`constituents, ${size}`, { run }, most);
}

/** Checking the state of every page and marking it, and the same back. */
function marks(bench: Bench, size: number): void {
  const { state } = letter(size);
  const { map } = state.ledger;
  const pages = Float64Array.from({ length: size }, (_, index) => FIRST_PAGE + 2 * index);
  const counts = new Uint32Array(size).fill(1);
  const free = map.get(FIRST_PAGE);
  const held = free | 1;
  const run = (count: number) => {
    for (let index = 0; index < count; index++) {
      const marked = map.replaceRuns(pages, counts, 0, size, free, held);
      if (marked + map.replaceRuns(pages, counts, 0, size, held, free) !== 2 * size)
        throw new Error('a page is in the way');
    }
  };
  bench.time(`page states there and back, ${size}`, { run });
}

function letter(size: number) {
  const world = new World();
  const { sender, spmc } = world;
  const [first] = sendLetters(OPERATION.SHARE, sender.id, [world.receiver().id], scattered(size));
  if (first === undefined) throw new Error('a send has a first fragment');
  return { ...first, state: spmc.state, caller: spmc.state.caller, sender };
}
