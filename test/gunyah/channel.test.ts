/** What waits for a VM, and in which order it is delivered. */

import { describe, expect, test } from 'vitest';
import { Channel } from '../../src/core/gunyah/manager/channel.ts';
import { PACKET_TYPE } from '../../src/core/gunyah/wire/packet.ts';
import { lend, PEER, PRIMARY, World } from './world.ts';

const ASKED = { type: PACKET_TYPE.REQUEST, sequence: 9, id: 0x5100_0012, payload: new Uint8Array() };
const NOTICE = 0x5110_0014;

/** Type and first byte of each packet that is delivered: "2 1" for an answer whose payload begins with 1. */
function delivered(channel: Channel, most = Number.POSITIVE_INFINITY): string[] {
  const all: string[] = [];
  while (all.length < most) {
    const packet = channel.next();
    if (packet === undefined) break;
    all.push(`${(packet[1] ?? 0) & 3} ${packet[8]}`);
  }
  return all;
}

const payload = (first: number, length = 4) => new Uint8Array(length).fill(first);

describe('a channel', () => {
  test('delivers the answer first, then notifications in their order', () => {
    const channel = new Channel();
    channel.notify(0, NOTICE, payload(1));
    channel.notify(1, NOTICE, payload(2));
    channel.answer(ASKED, payload(3));

    expect(delivered(channel)).toEqual(['2 3', '3 1', '3 2']);
    expect(channel.next()).toBeUndefined();
  });

  test('delivers a new answer in place of one that waits', () => {
    const channel = new Channel();
    channel.answer(ASKED, payload(1));
    channel.answer(ASKED, payload(2));

    expect(delivered(channel)).toEqual(['2 2']);
  });

  test('finishes the message it has begun with before an answer', () => {
    const channel = new Channel();
    channel.notify(0, NOTICE, payload(1, 300));
    const [first] = delivered(channel, 1);
    channel.answer(ASKED, payload(2));

    expect([first, ...delivered(channel)]).toEqual(['3 1', '0 1', '2 2']);
  });

  test('says whether something waits, and whether that is an answer', () => {
    const channel = new Channel();
    const seen: string[] = [];
    const look = (when: string) => seen.push(`${when}: ${channel.waits} ${channel.answers}`);

    look('nothing');
    channel.answer(ASKED, payload(1, 300));
    look('an answer');
    channel.next();
    look('half of it');
    channel.next();
    look('it was delivered');
    channel.notify(0, NOTICE, payload(1));
    look('a notification');
    channel.clear();
    look('cleared');

    expect(seen).toEqual([
      'nothing: false false',
      'an answer: true true',
      'half of it: true false',
      'it was delivered: false false',
      'a notification: true false',
      'cleared: false false',
    ]);
  });
});

describe('a copy of a channel', () => {
  /** Two packets of a notification, one of them delivered; another notification; an answer of two packets. */
  function busy(): Channel {
    const channel = new Channel();
    channel.notify(0, NOTICE, payload(1, 300));
    channel.notify(1, NOTICE, payload(2, 300));
    channel.next();
    channel.answer(ASKED, payload(3, 300));
    return channel;
  }
  const REST = ['0 1', '2 3', '0 3', '3 2', '0 2'];

  test('has what was to be delivered, as often as it is put back', () => {
    const channel = busy();
    const saved = channel.save();

    expect(delivered(channel)).toEqual(REST);
    for (const _ of [1, 2]) {
      channel.restore(saved);
      expect(delivered(channel)).toEqual(REST);
    }
  });

  test('has no answer where none waited', () => {
    const channel = new Channel();
    const saved = channel.save();
    channel.answer(ASKED, payload(1));

    channel.restore(saved);

    expect(delivered(channel)).toEqual([]);
  });

  test('knows how many notifications were lost', () => {
    const channel = new Channel();
    for (let count = 0; count < 258; count++) channel.notify(count, NOTICE, payload(1));
    const other = new Channel();

    other.restore(channel.save());

    expect(other.lost).toBe(2);
    expect(delivered(other)).toHaveLength(256);
  });
});

test('a copy of a manager has what waits for its VMs', () => {
  const world = new World();
  const handle = lend(world);
  world.must(PRIMARY, 'NOTIFY', { handle, flags: 1, tag: 7 }, { vms: [{ vmid: PEER }] });
  const saved = world.rm.save();
  world.told(PEER);

  world.rm.restore(saved);

  expect(world.told(PEER).map(({ name }) => name)).toEqual(['MEM_SHARED']);
});
