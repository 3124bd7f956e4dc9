/** A context that will never run again, and those who wait for it. */

import { describe, expect, it } from 'vitest';
import { createFrame, frameOf } from '../../src/core/abi/frame.ts';
import { Actor } from './support/actor.ts';
import { OS_RAM } from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { pair, SP1, SP2, USER, waiting } from './support/processors.ts';

describe('E8: a partition dies in the middle of a chain', () => {
  it('while it serves: its requester hears of it', () => {
    const { os, sp1, sp2, spmc } = waiting();
    os.call(FFA.DIRECT_REQ, pair(0, SP1));
    sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2));
    const frame = createFrame();

    expect(spmc.abort(sp2.context, frame)).toBe(sp1.context);
    expect(sp1.call(FFA.DIRECT_RESP, pair(SP1, 0)).next).toBe(os.context);
  });

  it.each([
    ['responds', [FFA.DIRECT_RESP, pair(SP2, SP1), 0, 5, 6, 7]],
    ['dies, too', []],
  ])('while it waits for another: nobody goes on before that one %s', (_name, words) => {
    const { os, sp1, sp2, spmc } = waiting();
    os.call(FFA.DIRECT_REQ, pair(0, SP1));
    sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2));

    expect(spmc.abort(sp1.context, createFrame())).toBe(0);
    const frame = frameOf(...words);
    const next = words.length === 0 ? spmc.abort(sp2.context, frame) : sp2.callFrame(frame).next;

    expect(next).toBe(os.context);
    expect([...frame]).toEqual([FFA.ERROR, 0, 0, 0, 0xffff_fff8, ...new Array(31).fill(0)]);
    expect(os.call(FFA.ID_GET).verdict).toBe('FFA_SUCCESS_32');
    expect(() => sp1.call(FFA.ID_GET)).toThrow('does not have a processor');
  });

  it('while it waits for the last context that there is: nobody goes on before that one responds', () => {
    const { os, sp1, user, spmc } = waiting();
    os.call(FFA.DIRECT_REQ, pair(0, SP1));
    sp1.call(FFA.DIRECT_REQ, pair(SP1, USER));

    expect(spmc.abort(sp1.context, createFrame())).toBe(0);
    expect(user.call(FFA.DIRECT_RESP, pair(USER, SP1)).next).toBe(os.context);
  });

  it.each([
    ['has answered it', [FFA.DIRECT_RESP, pair(SP2, SP1)]],
    ['has died', []],
  ])('after another %s: its requester hears of it at once', (_name, words) => {
    const { os, sp1, sp2, spmc } = waiting();
    os.call(FFA.DIRECT_REQ, pair(0, SP1));
    sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2));
    if (words.length === 0) spmc.abort(sp2.context, createFrame());
    else sp2.call(...words);

    expect(spmc.abort(sp1.context, createFrame())).toBe(os.context);
  });

  it('with requests in several contexts: each requester hears of it, one call each', () => {
    const w = waiting({ contexts: 2 });
    const second = new Actor(w.spmc, w.memory, 'os', w.os.context + 1, OS_RAM);
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1));
    second.call(FFA.DIRECT_REQ, pair(0, SP1));

    expect(w.spmc.abort(w.sp1.context, createFrame())).toBe(w.os.context);
    expect(w.spmc.abort(w.sp1.context + 1, createFrame())).toBe(second.context);
    expect(second.call(FFA.ID_GET).verdict).toBe('FFA_SUCCESS_32');
  });
});
