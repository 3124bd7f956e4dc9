import { describe, expect, test } from 'vitest';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { OBSTACLE } from '../../src/core/memory/obstacle.ts';
import { build, GUEST, LARGE, machine, OWNER, obstacleTo } from './machine.ts';
import { GIB } from './support.ts';

describe('an address that the view does not have', () => {
  test.each([
    ['the first page of the first extent', '999+2 1000+1', 999, 0],
    ['the only page of the middle extent', '1000+1 1500+1 1002+1', 1500, 1],
    ['the last page of the last extent', '1000+1 1002+1 1023+3', 1025, 2],
    ['a place for borrowed memory that is empty', '1000+1 5000+1', 5000, 1],
    ['a physical page of the sender’s own', '1000+1 200+1', 200, 1],
    ['address 2^52', `${2 ** 52}+1`, 2 ** 52, 0],
  ])('%s', (_name, ranges, address, extent) => {
    const ledger = machine();
    const transaction = build(ledger, { kind: KIND.SHARE, owner: GUEST, ranges });

    expect(obstacleTo(ledger, transaction)).toEqual([OBSTACLE.UNMAPPED, extent, address, 0]);
  });
});

describe('a page outside the map', () => {
  test.each([
    ['right behind it', `${2 * GIB}+1`, 2 * GIB, 0],
    ['an extent that runs out of it', `10+1 ${2 * GIB - 2}+3`, 2 * GIB, 1],
    ['2^31', `10+1 ${2 ** 31}+1`, 2 ** 31, 1],
    ['2^49, where gigabytes come round', `${2 ** 49}+1`, 2 ** 49, 0],
    ['the sender’s own page, 2^50 on', `${2 ** 50 + 10}+1`, 2 ** 50 + 10, 0],
    ['a page of the second extent, 2^50 on', `10+1 ${2 ** 50 + 12}+1`, 2 ** 50 + 12, 1],
    ['the last of 64 bits', `${2 ** 52 - 1}+1`, 2 ** 52 - 1, 0],
  ])('%s', (_name, ranges, page, extent) => {
    const ledger = machine();
    const transaction = build(ledger, { kind: KIND.PIN, to: [], ranges });

    expect(obstacleTo(ledger, transaction)).toEqual([OBSTACLE.UNMAPPED, extent, page, 0]);
  });
});

describe('extents that overlap', () => {
  test.each([
    ['the same twice', OWNER, '30+3 30+3', 30, 1],
    ['the first page of the first extent', OWNER, '30+3 20+3 30+1', 30, 2],
    ['the last page of the first extent', OWNER, '30+3 32+2 20+3', 32, 1],
    ['the last page of the middle extent', OWNER, '30+3 20+3 22+9', 22, 2],
    ['an earlier extent inside a later one', OWNER, '30+1 50+1 28+5', 30, 2],
    [
      'the last of a block and the first of the next',
      OWNER,
      '1+1 3+1 5+1 7+1 9+1 11+1 13+1 15+1 15+1',
      15,
      8,
    ],
    ['a gigabyte and a page in it', OWNER, `${LARGE}+${GIB} ${LARGE + 1000}+1`, LARGE + 1000, 1],
    ['in a view', GUEST, '1000+3 1010+1 1002+1', 202, 2],
    ['in a view, across windows', GUEST, '1021+1 1019+4', 301, 1],
  ])('%s', (_name, owner, ranges, page, extent) => {
    const ledger = machine();
    const transaction = build(ledger, { kind: KIND.LEND, owner, ranges });

    expect(obstacleTo(ledger, transaction)).toEqual([OBSTACLE.OVERLAP, extent, page, transaction]);
  });
});
