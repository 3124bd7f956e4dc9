/** Versions of guests: none, tentative, final. */

import { describe, expect, it } from 'vitest';
import { XEN_MEDIATOR as XEN } from '../../src/core/rules/profiles/mediators.ts';
import { FFA } from '../spmc/support/ids.ts';
import { world } from './world.ts';

const BARE_MINUS_ONE = [0xffff_ffff, 0, 0, 0, 0, 0, 0, 0];

function booted(options: Parameters<typeof world>[0] = {}) {
  const w = world(options);
  w.board.boot();
  return w;
}

describe('before FFA_VERSION', () => {
  it.each([
    ['FFA_ID_GET', FFA.ID_GET],
    ['FFA_FEATURES', FFA.FEATURES],
    ['FFA_RXTX_MAP', FFA.RXTX_MAP],
    ['an id that nobody has', 0x8400_0090],
  ])('%s is refused', (_, id) => {
    expect(booted().a.call(id).verdict).toBe('NOT_SUPPORTED mediator/no-version');
  });
});

describe('FFA_VERSION', () => {
  it.each([
    ['1.0', 0x1_0000, 0x1_0003, 'answers ours'],
    ['1.1', 0x1_0001, 0x1_0003, ''],
    ['a newer minor version', 0x1_0009, 0x1_0003, ''],
  ])('of %s answers our own version', (_name, asked, answered) => {
    expect(booted().a.call(FFA.VERSION, asked).words).toEqual([answered, 0, 0, 0, 0, 0, 0, 0]);
  });

  it.each([
    ['B11: another major version', 0x2_0000, 'version/major'],
    ['B11: version 0.9', 0x9, 'version/major'],
    ['B11: bit 31', 0x8001_0001, 'version/bit-31'],
  ])('%s is refused, and leaves the guest without one', (_name, asked, rule) => {
    const { a } = booted();

    const refused = a.call(FFA.VERSION, asked);

    expect(refused.words).toEqual(BARE_MINUS_ONE);
    expect(refused.verdict).toBe(`NOT_SUPPORTED ${rule} register w1`);
    expect(a.call(FFA.ID_GET).verdict).toBe('NOT_SUPPORTED mediator/no-version');
  });

  it('may be repeated, and the last one counts', () => {
    const { a, board } = booted();
    a.call(FFA.VERSION, 0x1_0002);
    a.call(FFA.VERSION, 0x1_0000);

    a.call(FFA.ID_GET);

    expect(board.hypervisor!.mediator.state.endpoints.version[1]).toBe(0x1_0000);
    expect(a.call(FFA.PARTITION_INFO_GET_REGS).verdict).toBe('NOT_SUPPORTED call/later-version register w0');
  });

  it('B10: is final after any other call, even one that is refused', () => {
    const { a } = booted();
    a.call(FFA.VERSION, 0x1_0001);
    a.call(FFA.RX_RELEASE);

    expect(a.call(FFA.VERSION, 0x1_0002).verdict).toBe('NOT_SUPPORTED version/locked register w1');
    expect(a.call(FFA.VERSION, 0x1_0001).words[0]).toBe(0x1_0003);
  });

  it('of one guest is nothing to another', () => {
    const { a, b } = booted();
    a.call(FFA.VERSION, 0x1_0000);
    b.call(FFA.VERSION, 0x1_0002);

    expect(a.call(FFA.ID_GET).words.slice(0, 3)).toEqual([FFA.SUCCESS, 0, 1]);
    expect(b.call(FFA.ID_GET).words.slice(0, 3)).toEqual([FFA.SUCCESS, 0, 2]);
    expect(b.call(FFA.PARTITION_INFO_GET_REGS).verdict).toBe('FFA_SUCCESS_64');
    expect(a.call(FFA.PARTITION_INFO_GET_REGS).verdict).toBe('NOT_SUPPORTED call/later-version register w0');
  });
});

it('R11: ids of FF-A that nobody has are refused with FFA_ERROR, other calls with -1', () => {
  const { a } = booted();
  a.call(FFA.VERSION, 0x1_0002);

  expect(a.call(0x8400_0091).words).toEqual(BARE_MINUS_ONE);
  expect(a.call(0x8400_000e).words).toEqual(BARE_MINUS_ONE);
  expect(a.call(0x8400_008c).words).toEqual([FFA.ERROR, 0, 0xffff_ffff, 0, 0, 0, 0, 0]);
});

it('a guest without FF-A gets -1 for every call, and the manager hears of none', () => {
  const w = booted();
  w.events.length = 0;

  for (const id of [FFA.VERSION, FFA.ID_GET, FFA.MEM_SHARE, 0x8400_000e])
    expect(w.bare.call(id).words).toEqual(BARE_MINUS_ONE);

  expect(w.calls('hypervisor')).toEqual([]);
});

describe('Xen', () => {
  it.each([
    ['another major version', 0x2_0000],
    ['an older major version', 0x9],
    ['a newer minor version', 0x1_0003],
  ])('makes %s its own version', (_, asked) => {
    const { a, board } = booted({ mediator: { profile: XEN } });

    expect(a.call(FFA.VERSION, asked).words[0]).toBe(0x1_0002);

    expect(board.hypervisor!.mediator.state.endpoints.version[1]).toBe(0x1_0002);
    expect(a.call(FFA.ID_GET).verdict).toBe('FFA_SUCCESS_32');
  });

  it('answers its own version, and changes nothing, after any other call', () => {
    const { a, board } = booted({ mediator: { profile: XEN } });
    a.call(FFA.VERSION, 0x1_0001);
    a.call(FFA.ID_GET);

    expect(a.call(FFA.VERSION, 0x1_0002).words[0]).toBe(0x1_0002);
    expect(board.hypervisor!.mediator.state.endpoints.version[1]).toBe(0x1_0001);
  });
});
