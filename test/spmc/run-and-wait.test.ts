/** FFA_RUN and FFA_MSG_WAIT: giving and taking the processor. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { MODEL } from '../../src/core/spmc/contexts.ts';
import { HEAP, OS_RAM } from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { pair, SP1, SP2, waiting } from './support/processors.ts';
import { retrieve } from './support/retrieves.ts';
import { sent } from './support/sends.ts';
import { world } from './support/world.ts';

describe('FFA_RUN', () => {
  it('gives a waiting context the processor, until it waits again', () => {
    const { os, sp1, spmc } = waiting();

    expect(os.call(FFA.RUN, pair(SP1, 0)).next).toBe(sp1.context);
    expect(spmc.state.contexts.model[sp1.context]).toBe(MODEL.RUN);
    const back = sp1.call(FFA.MSG_WAIT);

    expect(back.next).toBe(os.context);
    expect(back.words).toEqual([FFA.MSG_WAIT, pair(SP1, 0), 0, 0, 0, 0, 0, 0]);
  });

  it.each([
    ['a context that there is not', 'os', pair(SP1, 1), 'INVALID_PARAMETERS message/run-unknown x1'],
    ['a partition that there is not', 'os', pair(0x8009, 0), 'INVALID_PARAMETERS message/run-unknown x1'],
    ['a VM', 'os', pair(1, 0), 'INVALID_PARAMETERS message/run-unknown x1'],
  ] as const)('refuses %s', (_name, caller, target, verdict) => {
    const w = waiting();

    expect(w[caller].call(FFA.RUN, target).verdict).toBe(verdict);
  });

  it('refuses one that runs, one of the normal world from the secure world, and every one during the first run', () => {
    const { os, sp1, vm1 } = waiting();
    os.call(FFA.RUN, pair(SP1, 0));

    expect(vm1.call(FFA.RUN, pair(SP1, 0)).verdict).toBe('BUSY message/run-busy');
    expect(sp1.call(FFA.RUN, pair(1, 0)).verdict).toBe('DENIED message/run-from-secure x1');
    expect(sp1.call(FFA.RUN, pair(SP1, 0)).verdict).toBe('INVALID_PARAMETERS message/run-unknown x1');
    expect(world({ atBoot: true }).sp1.call(FFA.RUN, pair(SP2, 0)).verdict).toBe(
      'DENIED message/run-during-init',
    );
  });
});

describe('E22: FFA_MSG_WAIT and RX', () => {
  it.each([
    ['1.1', VERSION_1_1, 0, 'given back'],
    ['1.1', VERSION_1_1, 1, 'given back'],
    ['1.2', VERSION_1_2, 0, 'given back'],
    ['1.2', VERSION_1_2, 1, 'kept'],
  ])('FF-A %s (0x%x), flags %i: %s', (_name, version, flags, expected) => {
    const w = world({ versions: { sp1: version } });
    const handle = sent('share', w.os, [w.sp1], [OS_RAM + HEAP]);
    retrieve(w.sp1, w.os, handle);

    w.sp1.call(FFA.MSG_WAIT, 0, flags);
    w.vm1.call(FFA.RUN, pair(SP1, 0));

    expect(w.sp1.release().verdict).toBe(
      expected === 'kept' ? 'FFA_SUCCESS_32' : 'DENIED mailbox/rx-not-owned',
    );
  });
});

describe('a processor that nobody gave', () => {
  it('is given to a context that waits, and taken again', () => {
    const { sp1, spmc } = waiting();
    const frame = createFrame();

    spmc.schedule(sp1.context, frame);
    expect([...frame.subarray(0, 4)]).toEqual([FFA.RUN, 0, pair(SP1, 0), 0]);
    expect(sp1.call(FFA.ID_GET).verdict).toBe('FFA_SUCCESS_32');
    spmc.deschedule(sp1.context);

    expect(() => sp1.call(FFA.ID_GET)).toThrow('does not have a processor');
  });

  it('is given up with FFA_MSG_WAIT: nobody goes on', () => {
    const { sp1, spmc } = waiting();
    spmc.schedule(sp1.context, createFrame());

    expect(sp1.call(FFA.MSG_WAIT).next).toBe(0);
    expect(() => spmc.call(0, createFrame())).toThrow('context 0 does not have a processor');
  });

  it('is neither given to one who has one, nor taken from one whom somebody waits for', () => {
    const { os, sp1, spmc } = waiting();
    os.call(FFA.RUN, pair(SP1, 0));

    expect(() => spmc.schedule(sp1.context, createFrame())).toThrow('does not wait');
    expect(() => spmc.deschedule(sp1.context)).toThrow('has no processor of its own');
  });

  it('is not taken from one of the normal world, nor from one who waits for another', () => {
    const { os, sp1, spmc } = waiting();
    spmc.schedule(sp1.context, createFrame());
    sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2));

    for (const { context } of [os, sp1])
      expect(() => spmc.deschedule(context)).toThrow('has no processor of its own');
  });
});
