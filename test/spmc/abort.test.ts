/** A partition ends its own life: FFA_ABORT, and FFA_ERROR where it cannot initialise. */

import { describe, expect, it } from 'vitest';
import { createFrame, frameOf } from '../../src/core/abi/frame.ts';
import { VERSION_1_0, VERSION_1_2, VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { CONTEXT } from '../../src/core/spmc/contexts.ts';
import { VERSIONS } from '../abi/support.ts';
import { HEAP, OS_RAM } from './support/addresses.ts';
import { FFA, wide } from './support/ids.ts';
import { contextOf, pair, processor, SP1, SP2, waiting } from './support/processors.ts';
import { retrieved } from './support/retrieves.ts';
import { reclaim, sent } from './support/sends.ts';
import { accessOf, stateOf } from './support/state.ts';
import { type WorldOptions, world } from './support/world.ts';

const V13: WorldOptions = { versions: { sp1: VERSION_1_3, sp2: VERSION_1_3, user: VERSION_1_3 } };
/** x0..x17 of FFA_ERROR(ABORTED), as halves. */
const ABORTED = [FFA.ERROR, 0, 0, 0, 0xffff_fff8, ...new Array(31).fill(0)];

describe('whoever waits for the partition hears ABORTED', () => {
  it.each([
    ['a direct request', [FFA.DIRECT_REQ, pair(0, SP1)]],
    ['the processor to come back', [FFA.RUN, pair(SP1, 0)]],
  ])('for %s', (_name, words) => {
    const { os, sp1 } = waiting(V13);
    os.call(...words);

    const answer = sp1.call(FFA.ABORT, 0, 0x1234);

    expect(answer.next).toBe(os.context);
    expect([...answer.frame]).toEqual(ABORTED);
    expect(os.call(FFA.DIRECT_REQ, pair(0, SP1)).verdict).toBe('ABORTED message/receiver-aborted');
    expect(() => sp1.call(FFA.ID_GET)).toThrow('does not have a processor');
  });

  it('another partition, which goes on serving', () => {
    const { os, sp1, sp2 } = waiting(V13);
    os.call(FFA.DIRECT_REQ, pair(0, SP1));
    sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2));

    expect(sp2.call(FFA.ABORT).next).toBe(sp1.context);
    expect(sp1.call(FFA.DIRECT_RESP, pair(SP1, 0)).next).toBe(os.context);
  });

  it('nobody: then nobody goes on', () => {
    const { sp1, spmc } = world({ ...V13, atBoot: true });

    const answer = sp1.call(FFA.ABORT);

    expect(answer.next).toBe(0);
    expect([...answer.frame]).toEqual(ABORTED);
    expect(() => spmc.call(0, createFrame())).toThrow('context 0 does not have a processor');
  });

  it('in each context of the partition, one call each', () => {
    const w = waiting({ ...V13, contexts: 2 });
    const second = processor(w, 1);
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1));
    second.call(FFA.DIRECT_REQ, pair(0, SP1));

    expect(contextOf(w, w.sp1, 1).call(FFA.ABORT).next).toBe(second.context);
    expect(w.spmc.state.contexts.state[w.sp1.context]).toBe(CONTEXT.ABORTED);
    expect(w.spmc.abort(w.sp1.context, second.call(FFA.ID_GET).frame)).toBe(w.os.context);
  });
});

it('what it borrowed and sent goes back, as after any death', () => {
  const { os, sp1, spmc } = world(V13);
  const handle = sent('lend', os, [sp1], [OS_RAM + HEAP]);
  retrieved(sp1, os, handle, { of: 'lend' });

  sp1.call(FFA.ABORT, 0, 1);

  expect(accessOf(sp1, OS_RAM + HEAP)).toBe('!Owner-NA ---');
  expect(spmc.state.endpoints.rx[sp1.slot]).toBe(0);
});

it('and its owner may reclaim what it lent to it', () => {
  const { os, sp1, spmc } = waiting(V13);
  const handle = sent('lend', os, [sp1], [OS_RAM + HEAP]);
  os.call(FFA.RUN, pair(SP1, 0));
  retrieved(sp1, os, handle, { of: 'lend' });
  sp1.call(FFA.ABORT, 0, 1);

  expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
  expect(spmc.state.endpoints.sent[0]).toBe(0);
});

describe('is refused', () => {
  it.each([1, 3, 4, 5, 6, 7])('with something in w%i, and nothing happens', (register) => {
    const { sp1, spmc } = world(V13);
    const before = stateOf(spmc);
    const words = [FFA.ABORT, 0, 9, 0, 0, 0, 0, 0];
    words[register] = 1;

    expect(sp1.call(...words).verdict).toBe(`INVALID_PARAMETERS abort/reserved-register x${register}`);
    expect(stateOf(spmc)).toEqual(before);
  });

  it.each([
    ['the 64-bit form', FFA.ABORT_64, 'INVALID_PARAMETERS abort/reserved-register x3'],
    ['not the 32-bit form', FFA.ABORT, 'FFA_ERROR'],
  ])('with something in the upper half of x3: %s', (_name, id, verdict) => {
    expect(world(V13).sp1.callWide(id, 0n, 0xffff_ffff_ffff_ffffn, 1n << 32n).verdict).toBe(verdict);
  });

  it('before FF-A 1.3, and for VMs', () => {
    const w = world({ versions: { sp1: VERSION_1_2, vm1: VERSION_1_3, os: VERSION_1_3 } });

    expect(w.sp1.call(FFA.ABORT).verdict).toBe('NOT_SUPPORTED call/later-version x0');
    for (const actor of [w.os, w.vm1])
      expect(actor.call(FFA.ABORT).verdict).toBe('NOT_SUPPORTED call/not-for-caller x0');
  });
});

it.each([
  ['FFA_ABORT', FFA.ABORT, VERSION_1_3],
  ['FFA_ERROR', FFA.ERROR, VERSION_1_2],
])('%s leaves nothing of the caller in registers, though nobody reads them', (_name, id, version) => {
  const { sp1 } = world({ versions: { sp1: version }, atBoot: true });
  const frame = frameOf(id, 0, 0xffff_fff8);
  frame.fill(0x5a, 16);

  expect([...sp1.callFrame(frame).frame]).toEqual(ABORTED);
});

describe('FFA_ERROR in a first run', () => {
  const W2 = 0xffff_fff8;

  it.each(VERSIONS)('of FF-A %s ends the life of the partition', (_name, version) => {
    const { sp1, spmc } = world({ versions: { sp1: version }, atBoot: true });

    const answer = sp1.call(FFA.ERROR, 0, W2);

    expect(answer.next).toBe(0);
    expect([...answer.frame]).toEqual(ABORTED);
    expect(spmc.state.contexts.state[sp1.context]).toBe(CONTEXT.ABORTED);
  });

  it('is heard of by whoever asks the partition for something later', () => {
    const { os, sp1 } = world({ atBoot: true });
    sp1.call(FFA.ERROR, 0, W2);

    expect(os.call(FFA.DIRECT_REQ, pair(0, SP1)).verdict).toBe('ABORTED message/receiver-aborted');
  });

  it.each([
    ['NO_MEMORY', 0xffff_fffd],
    ['no status', 0],
    ['a number', 8],
  ])('is refused with %s, and nothing happens', (_name, status) => {
    const { sp1, spmc } = world({ atBoot: true });
    sp1.call(FFA.ID_GET);
    const before = stateOf(spmc);

    expect(sp1.call(FFA.ERROR, 0, status).verdict).toBe('DENIED abort/error-status x2');
    expect(stateOf(spmc)).toEqual(before);
  });

  it.each([
    ['served', [FFA.DIRECT_REQ, pair(0, SP1)]],
    ['run', [FFA.RUN, pair(SP1, 0)]],
  ])('is refused when the partition has waited, and is %s', (_name, words) => {
    const { os, sp1 } = waiting({ versions: { sp1: VERSION_1_2 } });
    os.call(...words);

    expect(sp1.call(FFA.ERROR, 0, W2).verdict).toBe('DENIED abort/error-after-init');
  });

  it('is no call of FF-A 1.3, of a VM, or of 64 bits', () => {
    const w = world({ versions: { sp1: VERSION_1_3, vm1: VERSION_1_0 }, atBoot: true });

    expect(w.sp1.call(FFA.ERROR, 0, W2).verdict).toBe('NOT_SUPPORTED call/unknown-function x0');
    expect(w.vm1.call(FFA.ERROR, 0, W2).verdict).toBe('NOT_SUPPORTED call/not-for-caller x0');
    expect(w.sp2.call(wide(FFA.ERROR), 0, W2).verdict).toBe('NOT_SUPPORTED call/unknown-function x0');
  });
});
