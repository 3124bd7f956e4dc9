/** FFA_VERSION, and what the version decides. */

import { describe, expect, it } from 'vitest';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { OPTEE } from '../../src/core/rules/profiles/optee.ts';
import { TFA_EL3 } from '../../src/core/rules/profiles/tfa-el3.ts';
import { XEN } from '../../src/core/rules/profiles/xen.ts';
import { HEAP, OS_RAM, RX_OFFSET } from './support/addresses.ts';
import { SMALLEST } from './support/bytes.ts';
import { FFA, wide } from './support/ids.ts';
import { sendBytes } from './support/sends.ts';
import { stateOf } from './support/state.ts';
import { world } from './support/world.ts';

const fresh = () => world({ atBoot: true, bufferPages: 0 });

it.each([
  ['1.0', 0x1_0000],
  ['1.1', 0x1_0001],
  ['1.2', 0x1_0002],
  ['1.3', 0x1_0003],
])('%s becomes the caller’s, and our own is answered', (_name, version) => {
  const { vm1 } = fresh();

  expect(vm1.call(FFA.VERSION, version).words).toEqual([0x1_0003, 0, 0, 0, 0, 0, 0, 0]);
  expect(vm1.version).toBe(version);
});

describe('B11, QF6: a version that is not ours', () => {
  it.each([
    ['2.0', 0x2_0000, '-1 version/major x1'],
    ['0.9', 0x0_0009, '-1 version/major x1'],
    ['nothing', 0, '-1 version/major x1'],
    ['1.0 with bit 31', 0x8001_0000, '-1 version/bit-31 x1'],
    ['all ones', 0xffff_ffff, '-1 version/bit-31 x1'],
  ])('%s is refused with a bare -1, and leaves no trace', (_name, requested, verdict) => {
    const { vm1, spmc } = fresh();
    vm1.call(FFA.VERSION, VERSION_1_1);
    const before = stateOf(spmc);

    const answer = vm1.call(FFA.VERSION, requested);

    expect(answer.verdict).toBe(verdict);
    expect([...answer.frame.subarray(0, 4)]).toEqual([0xffff_ffff, 0xffff_ffff, 0, 0]);
    expect(stateOf(spmc)).toEqual(before);
  });

  it.each([
    ['1.4', 0x1_0004],
    ['1.9', 0x1_0009],
    ['1.65535', 0x1_ffff],
  ])('%s is answered with ours, and the caller’s stays', (_name, requested) => {
    const { vm1 } = fresh();
    vm1.call(FFA.VERSION, VERSION_1_1);

    expect(vm1.call(FFA.VERSION, requested).words[0]).toBe(0x1_0003);
    expect(vm1.version).toBe(VERSION_1_1);
  });

  it('unless a profile refuses newer minor versions', () => {
    const deviation = { rule: 'version/minor', enforced: true, source: 'this test' };
    const { vm1 } = world({ atBoot: true, bufferPages: 0, profile: { ...SPEC, deviations: [deviation] } });

    expect(vm1.call(FFA.VERSION, 0x1_0004).verdict).toBe('-1 version/minor x1');
    expect(vm1.call(FFA.VERSION, 0x1_0003).words[0]).toBe(0x1_0003);
  });

  it('of a profile that speaks an older one: answered with that one, and not taken', () => {
    const { vm1, sp1 } = world({ atBoot: true, bufferPages: 0, profile: OPTEE });

    expect(vm1.call(FFA.VERSION, 0x1_0003).words[0]).toBe(0x1_0002);
    expect(sp1.call(FFA.VERSION, 0x1_0003).words[0]).toBe(0x1_0002);
    expect([vm1.version, sp1.version]).toEqual([VERSION_1_2, VERSION_1_2]);
  });

  describe('of a profile that keeps the version once it is in use', () => {
    const spoken = () => world({ atBoot: true, bufferPages: 0, profile: TFA_EL3 });

    it.each([
      ['2.0', 0x2_0000],
      ['0.9', 0x0_0009],
      ['nothing', 0],
      ['1.3', 0x1_0003],
    ])('%s: answered with its own before, and leaves no trace', (_name, requested) => {
      const { vm1, spmc } = spoken();
      vm1.call(FFA.VERSION, VERSION_1_1);
      const before = stateOf(spmc);

      expect(vm1.call(FFA.VERSION, requested).words).toEqual([VERSION_1_2, 0, 0, 0, 0, 0, 0, 0]);
      expect(stateOf(spmc)).toEqual(before);
    });

    it.each([
      ['another', VERSION_1_0],
      ['the same', VERSION_1_1],
      ['2.0', 0x2_0000],
      ['nothing', 0],
    ])('%s: answered with the one that is spoken after, which stays', (_name, requested) => {
      const { vm1, spmc } = spoken();
      vm1.call(FFA.VERSION, VERSION_1_1);
      vm1.call(FFA.ID_GET);
      const before = stateOf(spmc);

      expect(vm1.call(FFA.VERSION, requested).words).toEqual([VERSION_1_1, 0, 0, 0, 0, 0, 0, 0]);
      expect(stateOf(spmc)).toEqual(before);
    });

    it('bit 31 is refused before and after', () => {
      const { vm1 } = spoken();

      expect(vm1.call(FFA.VERSION, 0xffff_ffff).verdict).toBe('-1 version/bit-31 x1');
      vm1.call(FFA.ID_GET);
      expect(vm1.call(FFA.VERSION, 0x8001_0000).verdict).toBe('-1 version/bit-31 x1');
    });
  });

  it('of a profile that mediates: secure partitions speak with the manager behind it', () => {
    const { vm1, sp1 } = world({ atBoot: true, bufferPages: 0, profile: XEN });

    expect(vm1.call(FFA.VERSION, 0x1_0003).words[0]).toBe(0x1_0002);
    expect(sp1.call(FFA.VERSION, 0x1_0003).words[0]).toBe(0x1_0003);
    expect([vm1.version, sp1.version]).toEqual([VERSION_1_2, 0x1_0003]);
  });
});

describe('B10: after the first other call', () => {
  it('the version is fixed: another is refused, the same is not', () => {
    const { vm1, vm2 } = fresh();
    vm1.call(FFA.VERSION, VERSION_1_0);
    vm1.call(FFA.VERSION, VERSION_1_1);
    vm1.call(FFA.ID_GET);

    expect(vm1.call(FFA.VERSION, VERSION_1_2).verdict).toBe('-1 version/locked x1');
    expect(vm1.call(FFA.VERSION, VERSION_1_1).words[0]).toBe(0x1_0003);
    expect(vm1.call(FFA.VERSION, 0x1_0005).words[0]).toBe(0x1_0003);
    expect(vm1.version).toBe(VERSION_1_1);
    expect(vm2.call(FFA.VERSION, VERSION_1_0).words[0]).toBe(0x1_0003);
  });

  it('a call that is refused fixes it, too, but one that nobody has does not', () => {
    const { vm1, vm2 } = fresh();
    vm1.call(FFA.MEM_RECLAIM, 1);
    vm2.call(0x8400_00ff);

    expect(vm1.call(FFA.VERSION, VERSION_1_0).verdict).toBe('-1 version/locked x1');
    expect(vm2.call(FFA.VERSION, VERSION_1_0).words[0]).toBe(0x1_0003);
  });
});

it('B9: a partition starts with the version of its manifest', () => {
  const { sp1 } = world({ versions: { sp1: VERSION_1_0 } });

  expect(sp1.version).toBe(VERSION_1_0);
  expect(sp1.call(FFA.SPM_ID_GET).verdict).toBe('NOT_SUPPORTED call/later-version x0');
});

it('B9: a machine with a partition of a version that we do not speak is not built', () => {
  expect(() => world({ versions: { sp1: 0x2_0000 } })).toThrow('sp1 speaks FF-A 2.0');
  expect(() => world({ versions: { sp1: 0x0_0009 } })).toThrow('sp1 speaks FF-A 0.9');
  expect(() => world({ versions: { sp1: 0x1_0003 }, profile: OPTEE })).toThrow('sp1 speaks FF-A 1.3');
});

it('the layouts that both sides read and write follow the version', () => {
  const { os } = fresh();
  os.call(FFA.VERSION, VERSION_1_0);
  os.mapBuffers();

  expect(sendBytes('share', os, SMALLEST.get(VERSION_1_1)!).verdict).toMatch(/^INVALID_PARAMETERS/);
  expect(sendBytes('share', os, SMALLEST.get(VERSION_1_0)!).verdict).toBe('FFA_SUCCESS_32');
});

describe('functions of later versions', () => {
  it.each([
    ['FFA_SPM_ID_GET', FFA.SPM_ID_GET, VERSION_1_0, VERSION_1_1],
    ['FFA_PARTITION_INFO_GET_REGS', FFA.PARTITION_INFO_GET_REGS, VERSION_1_1, VERSION_1_2],
  ])('%s', (_name, id, before, since) => {
    const early = world({ versions: { vm1: before } }).vm1.call(id);
    const late = world({ versions: { vm1: since } }).vm1.call(id);

    expect(early.verdict).toBe('NOT_SUPPORTED call/later-version x0');
    expect(late.verdict).toMatch(/^FFA_SUCCESS/);
  });
});

describe('calls that are none', () => {
  it.each([
    ['another service', 0x8600_0001],
    ['PSCI', 0x8400_0000],
    ['below the range', 0x8400_005f],
    ['above the range', 0x8400_0091],
    ['a yielding call', 0x0400_0063],
    ['nothing', 0],
  ])('%s: a bare -1', (_name, id) => {
    expect(fresh().vm1.call(id).verdict).toBe('-1 call/not-ffa x0');
  });

  it.each([
    ['withdrawn', 0x8400_006a],
    ['not implemented', 0x8400_008c],
    ['no such width', wide(FFA.ID_GET)],
    ['no such width', 0x8400_008b],
    ['an answer', FFA.SUCCESS],
    ['an answer', FFA.MEM_RETRIEVE_RESP],
  ])('QF11: %s: FFA_ERROR(NOT_SUPPORTED)', (_name, id) => {
    expect(fresh().vm1.call(id).verdict).toBe('NOT_SUPPORTED call/unknown-function x0');
  });

  it('QF11: for another kind of caller: FFA_ERROR(NOT_SUPPORTED)', () => {
    expect(fresh().vm1.call(FFA.NOTIFICATION_BITMAP_CREATE).verdict).toBe(
      'NOT_SUPPORTED call/not-for-caller x0',
    );
  });

  it('the hint about vector registers is no part of an id', () => {
    expect(fresh().vm1.call(FFA.ID_GET + 0x1_0000).words).toEqual([FFA.SUCCESS, 0, 1, 0, 0, 0, 0, 0]);
  });
});

describe('R13: reserved registers', () => {
  const strict = {
    ...SPEC,
    deviations: [{ rule: 'call/reserved-register', enforced: true, source: 'this test' }],
  };

  it.each([
    ['FFA_ID_GET', [FFA.ID_GET, 0, 0, 0, 0, 0, 0, 1], 7],
    ['FFA_MEM_RECLAIM', [FFA.MEM_RECLAIM, 1, 2, 0, 7, 8], 4],
    ['FFA_RXTX_MAP', [FFA.RXTX_MAP, OS_RAM, OS_RAM + RX_OFFSET, 1, 1], 4],
  ])('%s: by default they are ignored, a strict profile refuses the first', (_name, words, first) => {
    const lenient = world({ bufferPages: 0 }).os.call(...words);
    const refused = world({ bufferPages: 0, profile: strict, atBoot: true }).os.call(...words);

    expect(lenient.verdict).not.toMatch(/reserved/);
    expect(refused.verdict).toBe(`INVALID_PARAMETERS call/reserved-register x${first}`);
  });

  const BUFFERS = [BigInt(OS_RAM), BigInt(OS_RAM + RX_OFFSET), 1n];

  it.each([
    [
      'the upper half in a 64-bit call',
      FFA.RXTX_MAP + 0x4000_0000,
      'INVALID_PARAMETERS call/reserved-register x4',
    ],
    ['not the upper half in a 32-bit call, which has none', FFA.RXTX_MAP, 'FFA_SUCCESS_32'],
  ])('a strict profile reads all of a register: %s', (_name, id, verdict) => {
    const { os } = world({ bufferPages: 0, profile: strict, atBoot: true });

    expect(os.callWide(id, ...BUFFERS, 1n << 32n).verdict).toBe(verdict);
  });

  it('a strict profile lets the same call through without them', () => {
    const w = world({ profile: strict });

    expect(sendBytes('share', w.os, SMALLEST.get(VERSION_1_2)!).verdict).toBe('FFA_SUCCESS_32');
    expect(w.os.ram + HEAP).toBe(0x4002_0000);
  });
});

it('structural rules cannot be switched off, other rules can', () => {
  const deviations = ['send/no-tx', 'send/time-slice'].map((rule) => ({
    rule,
    enforced: false,
    source: 'this test',
  }));
  const profile = { ...SPEC, deviations };
  const bytes = SMALLEST.get(VERSION_1_2)!.slice();
  bytes[4] = 2;

  expect(sendBytes('share', world({ profile }).os, bytes).verdict).toBe('FFA_SUCCESS_32');
  expect(sendBytes('share', world({ profile, bufferPages: 0 }).os, bytes).verdict).toBe(
    'INVALID_PARAMETERS send/no-tx',
  );
});

it('a profile may lack functions and give other statuses', () => {
  const lack = { functions: ['FFA_MEM_DONATE'], source: 'this test' };
  const deviations = [{ rule: 'send/sender', status: 'INVALID_PARAMETERS' as const, source: 'this test' }];
  const { os, sp1 } = world({ profile: { ...SPEC, lacks: [lack], deviations } });
  const bytes = SMALLEST.get(VERSION_1_2)!.slice();
  bytes.set([0x01, 0x80]);

  expect(sendBytes('donate', os, bytes).verdict).toBe('NOT_SUPPORTED call/unknown-function x0');
  expect(sendBytes('share', os, bytes).verdict).toBe('INVALID_PARAMETERS send/sender @0+2');
  expect(sp1.call(FFA.MEM_DONATE).verdict).toBe('NOT_SUPPORTED call/unknown-function x0');
});

it('what a mediator lacks, partitions behind it have', () => {
  const { vm1, sp1 } = world({ profile: XEN });

  expect(vm1.call(FFA.MEM_DONATE).verdict).toBe('NOT_SUPPORTED call/not-for-caller x0');
  expect(sp1.call(FFA.MEM_DONATE).verdict).not.toMatch(/^NOT_SUPPORTED/);
});
