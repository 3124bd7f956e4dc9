/** The end of a VM, request by request, and how long it is waited for. */

import { describe, expect, test } from 'vitest';
import { endVm } from '../../../src/core/gunyah/client/end-vm.ts';
import { RmProtocolError } from '../../../src/core/gunyah/client/errors.ts';
import { parcelOf, ResourceClient } from '../../../src/core/gunyah/client/resource-client.ts';
import { NOTIFICATION, REQUEST } from '../../../src/core/gunyah/wire/messages.ts';
import type { Envelope } from '../../../src/core/gunyah/wire/packet.ts';
import { notice, replyTo, served, word } from '../programs.ts';
import { GUEST } from '../world.ts';

const { VM_STATUS, VM_EXITED } = NOTIFICATION;
const OVER = notice(VM_STATUS, GUEST, 0, 0, 0, 11, 0, 0, 0);
const MEM_INUSE = 0xb;

const loan = (handle: number) => ({
  ...parcelOf([{ vmid: GUEST, rights: 7 }], [{ base: 0, size: 0x1000 }]),
  handle,
});

/** Answers all requests with OK, and a reset with what is told of it. */
function resetting(...told: readonly Uint8Array[]) {
  return (request: Envelope) => [
    ...replyTo(request, word(0)),
    ...(request.id === REQUEST.VM_RESET.id ? told : []),
  ];
}

describe('a VM that ends', () => {
  test('is stopped by force, reset, waited for, has given everything back, and is no more', () => {
    const sent: string[] = [];

    const kept = served(endVm(new ResourceClient(), GUEST, [loan(7), loan(8)]), resetting(...OVER), sent);

    expect(kept).toEqual([]);
    expect(sent).toEqual([
      'VM_STOP 80 00 01 00 00 00 00 00',
      'VM_RESET 80 00 00 00',
      'MEM_RECLAIM 07 00 00 00 00 00 00 00',
      'MEM_RECLAIM 08 00 00 00 00 00 00 00',
      'VM_DEALLOCATE 80 00 00 00',
    ]);
  });

  test('keeps its id while a parcel cannot be reclaimed, and others are reclaimed all the same', () => {
    const sent: string[] = [];
    const parcels = [loan(7), loan(8)];
    const serve = (request: Envelope) =>
      request.payload[0] === 7 ? replyTo(request, word(MEM_INUSE)) : resetting(...OVER)(request);

    const kept = served(endVm(new ResourceClient(), GUEST, parcels), serve, sent);

    expect(kept.map(({ parcel, error }) => [parcel.handle, String(error)])).toEqual([
      [7, 'RmError: MEM_RECLAIM: MEM_INUSE'],
    ]);
    expect(sent.slice(2)).toEqual([
      'MEM_RECLAIM 07 00 00 00 00 00 00 00',
      'MEM_RECLAIM 08 00 00 00 00 00 00 00',
    ]);
  });

  test('is reset when it could not be stopped, because it did not run', () => {
    const serve = (request: Envelope) =>
      request.id === REQUEST.VM_STOP.id ? replyTo(request, word(0x14)) : resetting(...OVER)(request);

    expect(served(endVm(new ResourceClient(), GUEST, []), serve)).toEqual([]);
  });

  test('is not when the stop was not answered', () => {
    const serve = (request: Envelope) =>
      request.id === REQUEST.VM_STOP.id ? [] : resetting(...OVER)(request);

    expect(() => served(endVm(new ResourceClient(), GUEST, []), serve)).toThrow(RmProtocolError);
  });
});

describe('the end of a reset', () => {
  const END = 'VM 128 is still being reset';

  test.each([
    ['that of another VM', notice(VM_STATUS, 0x81, 0, 0, 0, 11, 0, 0, 0)],
    ['another state', notice(VM_STATUS, GUEST, 0, 0, 0, 10, 0, 0, 0)],
    ['another message with these bytes', notice(VM_EXITED, GUEST, 0, 0, 0, 11, 0, 0, 0)],
  ])('is not %s', (_, told) => {
    const link = endVm(new ResourceClient(), GUEST, []);
    expect(() => served(link, resetting(...told))).toThrow(END);
  });

  test('is not one that was heard of before: another VM may have had the id', () => {
    const client = new ResourceClient();
    served(client.link.listen(), () => []);
    const serve = (request: Envelope) => [
      ...replyTo(request, word(0)),
      ...(request.id === REQUEST.VM_STOP.id ? OVER : []),
    ];

    expect(() => served(endVm(client, GUEST, []), serve)).toThrow(END);
    expect(client.link.notices).toHaveLength(1);
  });

  test.each([
    ['is waited for a thousand times', 1000, []],
    ['and no longer', 1001, END],
  ])('%s', (_, times, expected) => {
    const program = endVm(new ResourceClient(), GUEST, []);
    let looks = 0;
    let reset = false;
    /** Answers come at once; the news of the reset when it has been looked for so many times. */
    const waiting = (function* (): typeof program {
      let step = program.next();
      while (!step.done) {
        const news = step.value.do === 'receive' && reset && ++looks === times + 1;
        const outcome = news ? { packet: OVER[0] } : yield step.value;
        step = program.next(outcome);
      }
      return step.value;
    })();
    const serve = (request: Envelope) => {
      reset = request.id === REQUEST.VM_RESET.id;
      return replyTo(request, word(0));
    };

    if (typeof expected === 'string') expect(() => served(waiting, serve)).toThrow(expected);
    else expect(served(waiting, serve)).toEqual(expected);
  });
});
