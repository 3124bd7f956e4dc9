/** QG5: a manager that does something else than it says. What it holds no guest gets, whatever it answered. */

import { describe, expect, it } from 'vitest';
import { FFA } from '../spmc/support/ids.ts';
import { HEAP, isHeld, share as shareMemory } from './sends.ts';
import { A_LOW, type Answer, type World, world } from './world.ts';

/** How the mediator sends memory on: with 64-bit addresses. */
const MEM_SHARE_64 = 0xc400_0073;

/** Guest a shares a page with the vault. */
function share(w: World): Answer {
  return shareMemory(w.a, [{ address: HEAP, pages: 1 }]);
}

/** From now on this call is answered with success. It is made where `made` says so. Returns how to have true answers again. */
function hollow(w: World, id: number, made: boolean, ...words: readonly number[]): () => void {
  const { hypervisor } = w.board;
  const { issue } = hypervisor!;
  hypervisor!.issue = (context, frame) => {
    if (frame[0] !== id) return issue(context, frame);
    if (made) issue(context, frame);
    frame.fill(0);
    [FFA.SUCCESS, ...words].forEach((word, register) => {
      frame[2 * register] = word;
    });
    return context;
  };
  return () => {
    hypervisor!.issue = issue;
  };
}

it('QG5: memory that it took and names by a handle that it cannot give stays out of use', () => {
  const w = world().started();
  hollow(w, MEM_SHARE_64, true, 0, 9, 0x8000_0000);

  expect(share(w).verdict).toBe('ABORTED mediator/manager-answer');

  expect(w.board.hypervisor!.mediator.state.endpoints.sent[1]).toBe(1);
  expect(isHeld(w, A_LOW + HEAP)).toBe(true);
  expect(share(w).verdict).toBe('DENIED send/held bytes 96+16');
});

it('QG5: memory that it only says it has given back is not the guest’s, until it is', () => {
  const w = world().started();
  const { words } = share(w);
  const reclaim = () => w.a.call(FFA.MEM_RECLAIM, words[2]!, words[3]!).verdict;
  const repent = hollow(w, FFA.MEM_RECLAIM, false);

  expect(reclaim()).toBe('ABORTED mediator/manager-answer');
  expect(isHeld(w, A_LOW + HEAP)).toBe(true);
  expect(share(w).verdict).toBe('DENIED send/held bytes 96+16');

  repent();
  expect(reclaim()).toBe('FFA_SUCCESS_32');
  expect(isHeld(w, A_LOW + HEAP)).toBe(false);
});

it('QG5: the end of a guest asks for nothing by a handle that was not given', () => {
  const w = world().started();
  hollow(w, MEM_SHARE_64, true, 0, 9, 0x8000_0000);
  share(w);
  w.events.length = 0;

  w.board.abort('a');

  expect(w.calls('hypervisor').map(({ in: frame }) => frame[0])).not.toContain(FFA.MEM_RECLAIM);
  expect(isHeld(w, A_LOW + HEAP)).toBe(true);
});

describe('QG5: buffers that it only says it gave up stay mapped, until it has', () => {
  it('both of them', () => {
    const w = world().started();
    const repent = hollow(w, FFA.RXTX_UNMAP, false);

    expect(w.a.call(FFA.RXTX_UNMAP).verdict).toBe('ABORTED mediator/manager-answer');
    expect(w.a.map().verdict).toBe('DENIED mailbox/already-mapped');
    expect(isHeld(w, A_LOW)).toBe(true);

    repent();
    expect(w.a.call(FFA.RXTX_UNMAP).verdict).toBe('FFA_SUCCESS_32');
    expect(isHeld(w, A_LOW)).toBe(false);
  });

  it.each([
    ['TX', 'txPin'],
    ['RX', 'rxPin'],
  ] as const)('%s alone', (_, kept) => {
    const w = world().started();
    const { endpoints, ledger } = w.board.spmc.state;
    const given = kept === 'txPin' ? 'rxPin' : 'txPin';
    const slot = endpoints.slotOf(1);
    ledger.release(endpoints[given][slot]!);
    ledger.close(endpoints[given][slot]!);
    hollow(w, FFA.RXTX_UNMAP, false);

    expect(w.a.call(FFA.RXTX_UNMAP).verdict).toBe('ABORTED mediator/manager-answer');
  });
});

it('QE9, QG8: a guest whose buffers it only says it gave up is not forgotten, until it has', () => {
  const w = world().started();
  const repent = hollow(w, FFA.RXTX_UNMAP, false);

  w.board.abort('a');
  w.board.create('a');

  expect(() => w.a.call(FFA.VERSION, 0x1_0002)).toThrow('a has not been created');
  expect(isHeld(w, A_LOW)).toBe(true);

  repent();
  w.board.tick();
  w.board.create('a');
  expect(isHeld(w, A_LOW)).toBe(false);
  expect(w.a.call(FFA.VERSION, 0x1_0002).words[0]).toBe(0x1_0003);
});
