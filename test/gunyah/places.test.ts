/** Where regions appear in the addresses of who accepts them, how that is answered, and that nothing stays there afterwards. */

import { describe, expect, test } from 'vitest';
import { RM_LIMITS } from '../../src/core/gunyah/manager/limits.ts';
import { ACCEPT_FLAG, APPEND_FLAG, CREATE_FLAG, TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { type Answer, acl, lend, OWN, PEER, PRIMARY, regions, scattered, World, wideWords } from './world.ts';

const { DONE, MAP_CONTIGUOUS } = ACCEPT_FLAG;
const PAGE = OWN / 0x1000;
const RWX = READ | WRITE | EXECUTE;
const LARGE = { at: 0x100, pages: 0x1000 };

function accept(world: World, handle: number, flags: number, places = regions(), by = PEER): Answer {
  const answer = world.ask(by, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags }, { regions: places });
  expect(answer.rule).toBe('');
  return answer;
}

/** What an answer says: how many places, whether more remain, and base and size of each. */
function told(answer: Answer) {
  const [count = 0, high = 0, flags] = answer.payload.slice(4);
  return { count: count + high * 256, incomplete: flags, words: wideWords(answer) };
}

/** 513 pages in as many regions, lent to the peer in two messages. */
function lendMany(world: World): number {
  const to = acl([PEER, 6]);
  const handle = world.must(
    PRIMARY,
    'LEND',
    { flags: CREATE_FLAG.APPEND },
    { acl: to, regions: scattered(OWN, 512, 1) },
  );
  const last = regions([OWN + 512 * 0x1000, 0x1000]);
  world.must(PRIMARY, 'APPEND', { handle, flags: APPEND_FLAG.DONE }, { regions: last });
  return handle;
}

describe('places that the manager chooses', () => {
  test('for 513 regions come in two answers, and with DONE in the second all is mapped', () => {
    const world = new World(RM_LIMITS, { borrowing: LARGE });
    const handle = lendMany(world);

    const first = told(accept(world, handle, 0));
    const second = told(accept(world, handle, DONE));

    expect([first.count, first.incomplete, first.words.length]).toEqual([512, 1, 1024]);
    expect(first.words.slice(0, 4)).toEqual([0x10_0000n, 0x1000n, 0x10_1000n, 0x1000n]);
    expect(second).toEqual({ count: 1, incomplete: 0, words: [0x30_0000n, 0x1000n] });
    expect([PAGE, PAGE + 512].map((page) => world.rights(PEER, page))).toEqual(['RW-', 'RW-']);
  });

  test('for who sees physical addresses are where the memory is, 512 in an answer', () => {
    const world = new World();
    world.ledger.assign(0x800, 513, {
      owner: world.parties[PEER] ?? 0,
      rights: RWX,
      device: false,
      secure: false,
    });
    world.ledger.viewOf(world.parties[PEER] ?? 0).open({ at: 0x1000, page: 0x800, pages: 513 });
    const to = acl([PRIMARY, 6]);
    const head = { flags: CREATE_FLAG.APPEND };
    const handle = world.must(PEER, 'LEND', head, { acl: to, regions: scattered(0x100_0000, 512, 1) });
    const last = regions([0x100_0000 + 512 * 0x1000, 0x1000]);
    world.must(PEER, 'APPEND', { handle, flags: APPEND_FLAG.DONE }, { regions: last });

    const first = told(accept(world, handle, 0, [], PRIMARY));
    const second = told(accept(world, handle, DONE, [], PRIMARY));

    expect([first.count, first.incomplete, first.words.length]).toEqual([512, 1, 1024]);
    expect(first.words.slice(0, 4)).toEqual([0x80_0000n, 0x1000n, 0x80_1000n, 0x1000n]);
    expect(second).toEqual({ count: 1, incomplete: 0, words: [0xa0_0000n, 0x1000n] });
    expect(world.windows(PRIMARY)).toEqual([]);
  });

  test('in one piece for who sees physical addresses are where the memory is', () => {
    const world = new World();
    const memory = { acl: acl([PRIMARY, 6]), regions: regions([0x1_0000, 0x1000], [0x1_1000, 0x1000]) };
    const handle = world.must(PEER, 'LEND', {}, memory);

    const answer = told(accept(world, handle, DONE | MAP_CONTIGUOUS, [], PRIMARY));

    expect(answer.words).toEqual([0x60_0000n, 0x1000n, 0x60_1000n, 0x1000n]);
    expect(world.windows(PRIMARY)).toEqual([]);
  });

  test.each([
    ['511 pages: behind those before', 511, 0x10_1000n],
    ['512 pages: at the next 2 MiB', 512, 0x20_0000n],
  ])('for one region of %s', (_, pages, at) => {
    const world = new World(RM_LIMITS, { borrowing: LARGE });
    accept(world, lend(world, acl([PEER, 6]), regions([OWN, 0x1000])), DONE);

    const handle = lend(world, acl([PEER, 6]), regions([OWN + 0x1000, pages * 0x1000]));

    expect(wideWords(accept(world, handle, DONE))).toEqual([at, BigInt(pages * 0x1000)]);
  });

  test('may begin at address 0', () => {
    const world = new World(RM_LIMITS, { borrowing: { at: 0, pages: 2 } });
    expect(wideWords(accept(world, lend(world), DONE))).toEqual([0n, 0x2000n]);
  });

  test('in one piece are all told at once, however many; an accept that goes on has none to tell', () => {
    const world = new World();
    const handle = lend(world, acl([PEER, 6]), scattered(OWN, 2));
    const before = world.windows(PEER);

    const first = told(accept(world, handle, MAP_CONTIGUOUS));
    const second = told(accept(world, handle, MAP_CONTIGUOUS | DONE));

    expect(first).toEqual({
      count: 2,
      incomplete: 0,
      words: [0x10_0000n, 0x1000n, 0x10_1000n, 0x1000n],
    });
    expect(second).toEqual({ count: 0, incomplete: 0, words: [] });
    expect(world.rights(PEER, PAGE)).toBe('RW-');
    world.must(PEER, 'RELEASE', { handle });
    expect(world.windows(PEER)).toEqual(before);
  });
});

describe('places that a message names', () => {
  test('are answered with no more than that it was done', () => {
    const world = new World();
    const answer = accept(world, lend(world), DONE, regions([0x20_0000, 0x2000]));
    expect([...answer.payload]).toEqual([0, 0, 0, 0]);
  });

  test('several in one message, and those of several messages: all are free again after the release', () => {
    const world = new World();
    const handle = lend(world, acl([PEER, 6]), scattered(OWN, 3));
    const before = world.windows(PEER);
    accept(world, handle, 0, regions([0x20_0000, 0x1000], [0x40_0000, 0x1000]));
    accept(world, handle, DONE, regions([0x30_0000, 0x1000]));
    expect(world.windows(PEER).map(({ at, page }) => [at, page])).toEqual([
      [0x10, 0x600],
      [0x200, PAGE],
      [0x300, PAGE + 4],
      [0x400, PAGE + 2],
    ]);

    world.must(PEER, 'RELEASE', { handle });

    expect(world.windows(PEER)).toEqual(before);
  });

  test('of an accept that is not finished are given up without a trace', () => {
    const world = new World();
    const handle = lend(world, acl([PEER, 6]), scattered(OWN, 2));
    const before = world.state();
    accept(world, handle, 0, regions([0x20_0000, 0x1000]));

    world.must(PEER, 'RELEASE', { handle });

    expect(world.state()).toEqual(before);
  });

  test.each([
    ['one by one', 0],
    ['in one piece', MAP_CONTIGUOUS],
  ])('may begin at address 0, %s, and end at the last one', (_, flags) => {
    const world = new World();
    accept(world, lend(world), DONE | flags, regions([0, 0x2000]));
    const other = lend(world, acl([PEER, 6]), regions([OWN + 0x4000, 0x1000]));
    accept(world, other, DONE | flags, regions([2 ** 44 - 0x1000, 0x1000]));

    expect(world.windows(PEER).map(({ at }) => at)).toEqual([0, 0x10, 2 ** 32 - 1]);
  });

  test('by who sees physical addresses are those of the memory', () => {
    const world = new World();
    const memory = { acl: acl([PRIMARY, 6]), regions: regions([0x1_0000, 0x1000], [0x1_1000, 0x1000]) };
    const handle = world.must(PEER, 'LEND', {}, memory);

    accept(world, handle, DONE | MAP_CONTIGUOUS, regions([0x60_0000, 0x2000]), PRIMARY);

    expect([0x600, 0x601].map((page) => world.rights(PRIMARY, page))).toEqual(['RW-', 'RW-']);
    expect(world.windows(PRIMARY)).toEqual([]);
  });
});

test('where the list of places is left out behind the access list, there is none', () => {
  const world = new World();
  const handle = world.must(
    PRIMARY,
    'SHARE',
    {},
    { acl: acl([PRIMARY, 6], [PEER, 6]), regions: regions([OWN, 0x1000]) },
  );
  // ACCEPT: handle, normal memory, shared, DONE; two receivers; nothing else, which makes 24 bytes.
  const head = [handle, 0, 0, 0, 0, TRANSFER.SHARE, DONE, 0, 0, 0, 0, 0];
  const list = [2, 0, 0, 0, PRIMARY, 0, 6, 0, PEER, 0, 6, 0];

  const answer = world.send(PEER, 0x5100_0011, Uint8Array.of(...head, ...list));

  expect([answer.error, ...wideWords(answer)]).toEqual(['OK', 0x10_0000n, 0x1000n]);
});
