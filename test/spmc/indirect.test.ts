/** FFA_MSG_SEND2 and FFA_RX_ACQUIRE: what arrives in RX, who hears of it, and who holds RX. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import type { Answer } from './support/actor.ts';
import { RX_OFFSET, SP1_RAM, VM1_RAM } from './support/addresses.ts';
import { createBitmap, hear } from './support/bells.ts';
import { FFA } from './support/ids.ts';
import { type Letter, letterOf, post } from './support/letters.ts';
import { DelegatedPages, RewrittenAfterRead } from './support/memories.ts';
import { pair, SP1, SP2, USER, waiting } from './support/processors.ts';
import { stateOf } from './support/state.ts';
import { EVERYTHING, type World, type WorldOptions, world } from './support/world.ts';

/** SP1 and SP2 take indirect messages and notifications. */
function office(options: WorldOptions = {}): World {
  return world({ properties: { sp1: EVERYTHING, sp2: EVERYTHING }, ...options });
}

const HELLO = [0x68, 0x65, 0x6c, 0x6c, 0x6f];

describe('a message arrives as it was sent, header included, and the rest of RX is zero', () => {
  it.each([
    ['from the OS to a partition', 'os', 0, 'sp1', SP1],
    ['from a VM to a partition', 'vm1', 1, 'sp1', SP1],
    ['from a partition to a VM', 'sp1', SP1, 'vm2', 2],
    ['from a partition to a partition', 'sp1', SP1, 'sp2', SP2],
  ] as const)('%s', (_name, from, sender, to, receiver) => {
    const w = office();
    w.memory.writeBytes(w[to].physical(w[to].ram + RX_OFFSET), new Uint8Array(4096).fill(0xa5));
    const letter = { sender, receiver, payload: HELLO };

    const answer = post(w[from], letter);

    expect(answer.words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    const expected = new Uint8Array(4096);
    expected.set(letterOf(VERSION_1_2, letter));
    expect(w[to].received(4096)).toEqual(expected);
  });

  it.each([
    ['1.1', '1.1', VERSION_1_1, VERSION_1_1, 20],
    ['1.1', '1.2', VERSION_1_1, VERSION_1_2, 20],
    ['1.2', '1.1', VERSION_1_2, VERSION_1_1, 40],
  ])('from FF-A %s to FF-A %s', (_from, _to, from, to, offset) => {
    const w = office({ versions: { os: from, sp1: to } });

    post(w.os, { sender: 0, receiver: SP1, payload: HELLO });

    expect(w.sp1.received(20)).toEqual(
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, offset, 0, 0, 0, 0x01, 0x80, 0, 0, 5, 0, 0, 0),
    );
    expect([...w.sp1.received(offset + 5).subarray(offset)]).toEqual(HELLO);
  });

  it.each([
    [0, 40],
    [1, 41],
    [3, 43],
    [4, 44],
  ])('%i bytes of payload: nothing behind byte %i is copied', (size, end) => {
    const w = office();
    w.os.put(new Uint8Array(64).fill(0xff));

    post(w.os, { sender: 0, receiver: SP1, payload: HELLO, size });

    expect([...w.sp1.received(64).subarray(end)]).toEqual(new Array(64 - end).fill(0));
  });

  it('a whole page', () => {
    const w = office();
    const payload = Array.from({ length: 4096 - 40 }, (_, index) => index & 0xff);

    expect(post(w.os, { sender: 0, receiver: SP1, payload }).verdict).toBe('FFA_SUCCESS_32');
    expect([...w.sp1.received(4096).subarray(40)]).toEqual(payload);
  });

  it('the hypervisor sends for its VM, from the TX of the VM', () => {
    const w = office();
    w.vm1.put(letterOf(VERSION_1_2, { sender: 1, receiver: SP1, payload: HELLO }));

    expect(w.os.call(FFA.MSG_SEND2, 0x1_0000).verdict).toBe('FFA_SUCCESS_32');
    expect([...w.sp1.received(45).subarray(40)]).toEqual(HELLO);
  });

  it('the hypervisor sends for a VM of FF-A 1.0, which knows no messages: the header is that of 1.1', () => {
    const w = office({ versions: { vm1: VERSION_1_0 } });
    w.vm1.put(letterOf(VERSION_1_1, { sender: 1, receiver: SP1, payload: HELLO }));

    expect(w.os.call(FFA.MSG_SEND2, 0x1_0000).verdict).toBe('FFA_SUCCESS_32');
    expect([...w.sp1.received(25).subarray(20)]).toEqual(HELLO);
  });

  it('reserved fields are not looked at', () => {
    const w = office();

    expect(post(w.os, { sender: 0, receiver: SP1, reserved: 1 }).verdict).toBe('FFA_SUCCESS_32');
  });
});

describe('the receiver hears of it', () => {
  it.each([
    ['from a partition: the SPM', 'sp2', SP2, [1, 0]],
    ['from a VM: the hypervisor', 'vm1', 1, [0, 1]],
  ] as const)('%s says that RX is full', (_name, from, sender, framework) => {
    const w = office();

    post(w[from], { sender, receiver: SP1 });

    expect(w.spmc.takeScheduleReceiver()).toBe(true);
    expect(w.os.call(FFA.NOTIFICATION_INFO_GET).words.slice(2, 4)).toEqual([1 << 7, SP1]);
    expect(hear(w.sp1, 0x3).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect(hear(w.sp1, 0xc).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, ...framework]);
    expect(hear(w.sp1, 0xc).words.slice(6)).toEqual([0, 0]);
  });

  it('only if it has notifications', () => {
    const w = office();

    post(w.sp1, { sender: SP1, receiver: 1 });

    expect(w.spmc.takeScheduleReceiver()).toBe(false);
    expect(w.os.call(FFA.NOTIFICATION_INFO_GET).verdict).toBe('NO_DATA notification/nothing-pending');
  });

  it('when the secure world is left, if a partition asks for that', () => {
    const w = waiting({ properties: { sp1: EVERYTHING } });
    createBitmap(w.os, 1);
    w.os.call(FFA.RUN, pair(SP1, 0));

    post(w.sp1, { sender: SP1, receiver: 1 }, 0, 0x2);

    expect(w.spmc.takeScheduleReceiver()).toBe(false);
    w.sp1.call(FFA.MSG_WAIT);
    expect(w.spmc.takeScheduleReceiver()).toBe(true);
  });
});

const NOBODY = 0x8009;
const INVALID = 'INVALID_PARAMETERS indirect/';
type Post = readonly [
  name: string,
  from: 'os' | 'vm1' | 'sp1' | 'sp2' | 'user',
  letter: Letter,
  w1: number,
  w2: number,
  verdict: string,
];

const fromOs = (letter: Partial<Letter>): Letter => ({ sender: 0, receiver: SP1, ...letter });
const fromSp1 = (letter: Partial<Letter>): Letter => ({ sender: SP1, receiver: SP2, ...letter });

const REFUSALS: readonly Post[] = [
  ['a sender in w1', 'sp1', fromSp1({}), 0x8001_0000, 0, `${INVALID}sender-field x1`],
  ['a sender in w1, from a VM', 'vm1', fromOs({}), 0x0002_0000, 0, `${INVALID}sender-field x1`],
  ['for a VM that there is not', 'os', fromOs({}), 0x0007_0000, 0, 'DENIED indirect/no-tx'],
  ['for a partition', 'os', fromOs({}), 0x8001_0000, 0, 'DENIED indirect/no-tx'],
  ['flags in the header', 'os', fromOs({ flags: 1 }), 0, 0, `${INVALID}header-flags @0+4`],
  ['another sender', 'os', fromOs({ sender: 1 }), 0, 0, `${INVALID}sender @14+2`],
  ['another partition as sender', 'sp1', fromSp1({ sender: SP2 }), 0, 0, `${INVALID}sender @14+2`],
  ['to itself', 'sp1', fromSp1({ receiver: SP1 }), 0, 0, `${INVALID}to-self @12+2`],
  ['flags from the normal world', 'os', fromOs({}), 0, 2, `${INVALID}flags x2`],
  ['other flags from a partition', 'sp1', fromSp1({}), 0, 1, `${INVALID}flags x2`],
  ['to nobody', 'os', fromOs({ receiver: NOBODY }), 0, 0, `${INVALID}unknown-receiver @12+2`],
  ['from VM to VM', 'os', fromOs({ receiver: 1 }), 0, 0, 'DENIED indirect/normal-world-only @12+2'],
  ['to one without the method', 'os', fromOs({ receiver: USER }), 0, 0, 'DENIED indirect/method @12+2'],
  ['from one without the method', 'user', fromSp1({ sender: USER }), 0, 0, 'DENIED indirect/method @14+2'],
  ['QF5: payload in the header', 'os', fromOs({ offset: 39 }), 0, 0, `${INVALID}offset @8+4`],
  ['payload in the header of 1.1', 'os', fromOs({ offset: 20 }), 0, 0, `${INVALID}offset @8+4`],
  ['a size that is too large by one', 'os', fromOs({ size: 4057 }), 0, 0, `${INVALID}size @16+4`],
  ['an end that wraps', 'os', fromOs({ offset: 0x100, size: 0xffff_ff00 }), 0, 0, `${INVALID}size @16+4`],
  ['an offset beyond TX', 'os', fromOs({ offset: 0xffff_fff0, size: 0 }), 0, 0, `${INVALID}size @16+4`],
];

describe('a message that is refused changes nothing', () => {
  it.each(REFUSALS)('%s', (_name, from, letter, w1, w2, verdict) => {
    const w = office();
    const before = stateOf(w.spmc);

    expect(post(w[from], letter, w1, w2).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
    expect(w.sp1.received(64)).toEqual(new Uint8Array(64));
  });

  it('to one of FF-A 1.0', () => {
    const w = office({ versions: { sp1: VERSION_1_0 } });

    expect(post(w.os, fromOs({})).verdict).toBe('DENIED indirect/receiver-version @12+2');
  });

  it('to one that has died', () => {
    const w = office();
    w.spmc.abort(w.sp1.context, createFrame());

    expect(post(w.os, fromOs({})).verdict).toBe(`${INVALID}unknown-receiver @12+2`);
  });

  it('QF4: to one without buffers, or with a message that it has not read', () => {
    const w = office();
    w.sp2.call(FFA.RXTX_UNMAP);
    post(w.os, fromOs({}));
    const before = stateOf(w.spmc);

    expect(post(w.vm1, { sender: 1, receiver: SP1 }).verdict).toBe('BUSY indirect/receiver-busy');
    expect(post(w.vm1, { sender: 1, receiver: SP2 }).verdict).toBe('BUSY indirect/receiver-busy');
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('from one without buffers', () => {
    const w = office();
    w.os.call(FFA.RXTX_UNMAP);

    expect(w.os.call(FFA.MSG_SEND2).verdict).toBe('DENIED indirect/no-tx');
  });

  it('QF5: larger than the buffer of the receiver', () => {
    const w = office({ bufferPages: 2 });
    w.sp1.call(FFA.RXTX_UNMAP);
    w.sp1.mapBuffers(1);
    const payload = new Array(4096).fill(7);

    expect(post(w.os, fromOs({ payload })).verdict).toBe(`${INVALID}size @16+4`);
    expect(post(w.os, { sender: 0, receiver: SP2, payload }).verdict).toBe('FFA_SUCCESS_32');
  });

  it.each([
    ['TX', SP1_RAM, 'ABORTED indirect/tx-inaccessible'],
    ['RX of the receiver', VM1_RAM + RX_OFFSET, 'ABORTED indirect/rx-inaccessible'],
  ])('F4: %s was given to another world', (_name, address, verdict) => {
    let pages: DelegatedPages | undefined;
    const w = office({
      memory: (memory) => {
        pages = new DelegatedPages(memory);
        return pages;
      },
    });
    pages?.delegate(address);
    const before = stateOf(w.spmc);

    expect(post(w.sp1, { sender: SP1, receiver: 1 }).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
    pages?.giveBack();
    expect(post(w.sp1, { sender: SP1, receiver: 1 }).verdict).toBe('FFA_SUCCESS_32');
  });
});

it('QF5, QG2: judged and copied from one snapshot, whatever the sender does to TX meanwhile', () => {
  const w = office({ memory: (memory) => new RewrittenAfterRead(memory) });
  const letter = fromOs({ payload: HELLO });

  expect(post(w.os, letter).verdict).toBe('FFA_SUCCESS_32');

  expect(w.sp1.received(45)).toEqual(letterOf(VERSION_1_2, letter));
});

describe('E22: RX with a message is given back after its notification was taken', () => {
  it.each([
    ['of a VM', 'os', 0, [0x4, 0x8]],
    ['of a partition', 'sp2', SP2, [0x8, 0x4]],
  ] as const)('FFA_RX_RELEASE, %s', (_name, from, sender, [other, own]) => {
    const w = office();
    post(w[from], { sender, receiver: SP1 });

    expect(w.sp1.release().verdict).toBe('DENIED mailbox/message-unread');
    hear(w.sp1, other);
    expect(w.sp1.release().verdict).toBe('DENIED mailbox/message-unread');
    hear(w.sp1, own);
    expect(w.sp1.release().verdict).toBe('FFA_SUCCESS_32');
  });

  it('at once by one without notifications', () => {
    const w = office();
    post(w.sp1, { sender: SP1, receiver: 2 });

    expect(w.vm2.release().verdict).toBe('FFA_SUCCESS_32');
  });

  it.each([
    ['unread: kept', false, 'FFA_SUCCESS_32'],
    ['read: given back', true, 'DENIED mailbox/rx-not-owned'],
  ])('FFA_MSG_WAIT, %s', (_name, read, verdict) => {
    const w = office();
    post(w.os, fromOs({}));
    if (read) hear(w.sp1);

    w.sp1.call(FFA.MSG_WAIT);
    w.vm1.call(FFA.RUN, pair(SP1, 0));
    hear(w.sp1);

    expect(w.sp1.release().verdict).toBe(verdict);
  });
});

it.each([
  ['of a VM', 'os', 0],
  ['of a partition', 'sp2', SP2],
] as const)(
  'E22: with its buffers an endpoint loses a message %s and its notification',
  (_name, from, sender) => {
    const w = office();
    post(w[from], { sender, receiver: SP1 });

    w.sp1.call(FFA.RXTX_UNMAP);

    expect(hear(w.sp1).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect(w.os.call(FFA.NOTIFICATION_INFO_GET).verdict).toBe('NO_DATA notification/nothing-pending');
    w.sp1.mapBuffers();
    w.sp1.call(FFA.PARTITION_INFO_GET);
    expect(w.sp1.release().verdict).toBe('FFA_SUCCESS_32');
  },
);

type Acquire = readonly [name: string, call: (w: World) => Answer, verdict: string];

describe('FFA_RX_ACQUIRE', () => {
  const acquire =
    (caller: 'os' | 'vm1' | 'sp1', vm: number) =>
    (w: World): Answer =>
      w[caller].call(FFA.RX_ACQUIRE, vm);

  it('holds RX of a VM for the hypervisor, until it gives it back', () => {
    const w = office();

    expect(acquire('os', 1)(w).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect(post(w.sp1, { sender: SP1, receiver: 1 }).verdict).toBe('BUSY indirect/receiver-busy');
    expect(w.vm1.call(FFA.PARTITION_INFO_GET).verdict).toBe('BUSY info/no-rx');
    expect(w.vm1.release().verdict).toBe('DENIED mailbox/rx-not-owned');
    expect(w.os.call(FFA.RX_RELEASE, 1).verdict).toBe('FFA_SUCCESS_32');
    expect(post(w.sp1, { sender: SP1, receiver: 1 }).verdict).toBe('FFA_SUCCESS_32');
  });

  it.each([
    ['by a VM', acquire('vm1', 1), 'NOT_SUPPORTED call/not-for-caller x0'],
    ['by a partition', acquire('sp1', 1), 'NOT_SUPPORTED call/not-for-caller x0'],
    ['E13: of a VM that there is not', acquire('os', 7), `${INVALID}acquire-unknown x1`],
    ['of a partition', acquire('os', SP1), `${INVALID}acquire-unknown x1`],
    ['of a VM without buffers', acquire('os', 2), `${INVALID}acquire-unknown x1`],
    ['of what the VM reads', acquire('os', 1), 'DENIED indirect/acquire-busy'],
  ] satisfies Acquire[])('%s: refused, and nothing changes', (_name, call, verdict) => {
    const w = office();
    w.vm2.call(FFA.RXTX_UNMAP);
    post(w.sp1, { sender: SP1, receiver: 1 });
    const before = stateOf(w.spmc);

    expect(call(w).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('twice', () => {
    const w = office();
    acquire('os', 1)(w);

    expect(acquire('os', 1)(w).verdict).toBe('DENIED indirect/acquire-busy');
  });
});
