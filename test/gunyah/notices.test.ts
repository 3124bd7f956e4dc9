/** What VMs are told without having asked: byte for byte, in which order and under which number, and who is told nothing. */

import { describe, expect, test } from 'vitest';
import {
  ACCEPT_FLAG,
  ATTRIBUTE,
  CREATE_FLAG,
  NOTIFY_FLAG,
  TRANSFER,
} from '../../src/core/gunyah/wire/values.ts';
import { hex } from './refusal.ts';
import { acl, allocateGuest, GUEST, lend, OWN, PEER, PRIMARY, regions, scattered, World } from './world.ts';

const { SHARED, RECALL, ACCEPTED, RELEASED } = NOTIFY_FLAG;
const { DONE } = ACCEPT_FLAG;
const TO_PEER = { vms: [{ vmid: PEER }] };

/** What a VM is told, in words and bytes. */
function told(world: World, vmid: number): string[] {
  return world.told(vmid).map(({ name, payload }) => `${name} ${hex(payload)}`);
}

describe('a parcel that is announced', () => {
  test('with all that is known of it', () => {
    const world = allocateGuest(new World());
    const handle = world.must(
      PRIMARY,
      'LEND',
      { label: 0x0102_0304, flags: CREATE_FLAG.SANITIZE },
      {
        acl: acl([GUEST, 4], [PEER, 6]),
        regions: regions([OWN, 0x1000], [OWN + 0x4000, 0x2000]),
        attributes: [{ vmid: PEER, attribute: ATTRIBUTE.CACHED }],
      },
    );

    world.must(
      PRIMARY,
      'NOTIFY',
      { handle, flags: SHARED, tag: 0x55 },
      { vms: [{ vmid: GUEST }, ...TO_PEER.vms] },
    );

    const bytes = [
      '00 00 00 00 00 01 01 00 03 00 00 00 04 03 02 01 55 00 00 00',
      '02 00 00 00 80 00 04 00 2d 00 06 00',
      '02 00 00 00 00 10 00 00 00 00 00 00 00 20 00 00 00 00 00 00',
      '01 00 00 00 03 00 2d 00',
    ];
    const expected = [`MEM_SHARED ${bytes.join(' ')}`];
    expect([told(world, GUEST), told(world, PEER)]).toEqual([expected, expected]);
  });

  test('with the sizes of its first 512 regions', () => {
    const world = new World();
    const lists = { acl: acl([PEER, 6]), regions: scattered(OWN, 512, 1) };
    const handle = world.must(PRIMARY, 'LEND', { flags: CREATE_FLAG.APPEND }, lists);
    const last = regions([OWN + 512 * 0x1000, 0x1000]);
    world.must(PRIMARY, 'APPEND', { handle, flags: 1 }, { regions: last });

    world.must(PRIMARY, 'NOTIFY', { handle, flags: SHARED }, TO_PEER);

    const [notice] = world.told(PEER);
    // 20 bytes, an access list of one, 512 sizes, no attributes.
    expect(notice?.payload.length).toBe(20 + 8 + 4 + 512 * 8 + 4);
    expect([...(notice?.payload.subarray(28, 30) ?? [])]).toEqual([0, 2]);
  });
});

test('a recall, an acceptance and a release, with the tag', () => {
  const world = new World();
  lend(world, acl([PEER, 6]), regions([OWN + 0x8000, 0x1000]));
  const handle = lend(world);
  const news = { handle, tag: 0x1234_5678 };

  world.must(PRIMARY, 'NOTIFY', { ...news, flags: RECALL }, TO_PEER);
  world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE });
  world.must(PEER, 'NOTIFY', { ...news, flags: ACCEPTED });
  world.must(PEER, 'RELEASE', { handle });
  world.must(PEER, 'NOTIFY', { ...news, flags: RELEASED });

  expect(told(world, PEER)).toEqual(['MEM_RECALL 01 00 00 00 78 56 34 12']);
  expect(told(world, PRIMARY)).toEqual([
    'MEM_ACCEPTED 01 00 00 00 2d 00 00 00 78 56 34 12',
    'MEM_RELEASED 01 00 00 00 2d 00 00 00 78 56 34 12',
  ]);
});

test('the tag is chosen with the first announcement, and not by a recall', () => {
  const world = new World();
  const handle = lend(world);
  const notify = (flags: number, tag: number) =>
    world.ask(PRIMARY, 'NOTIFY', { handle, flags, tag }, TO_PEER).rule;

  expect(notify(RECALL, 5)).toBe('');
  expect(notify(SHARED, 6)).toBe('');
  expect(notify(SHARED, 6)).toBe('');
  expect(notify(RECALL, 5)).toBe('rm-notify/tag 8+4');
});

test('a parcel of which regions are to come can be recalled', () => {
  const world = new World();
  const lists = { acl: acl([PEER, 6]), regions: regions([OWN, 0x1000]) };
  const handle = world.must(PRIMARY, 'LEND', { flags: CREATE_FLAG.APPEND }, lists);

  world.must(PRIMARY, 'NOTIFY', { handle, flags: RECALL }, TO_PEER);

  expect(told(world, PEER)).toEqual(['MEM_RECALL 00 00 00 00 00 00 00 00']);
});

test('what a VM that has begun to accept tells of a release is not so', () => {
  const world = new World();
  const handle = lend(world, acl([PEER, 6]), scattered(OWN, 2));
  const places = { regions: regions([0x20_0000, 0x1000]) };
  world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND }, places);

  expect(world.ask(PEER, 'NOTIFY', { handle, flags: RELEASED }).rule).toBe('rm-notify/not-released 0+0');
});

describe('the numbers of what is told', () => {
  /** The sequence numbers of the packets that wait for a VM. */
  const numbers = (world: World, vmid: number) => {
    const all: number[] = [];
    for (let packet = world.rm.deliver(vmid); packet !== undefined; packet = world.rm.deliver(vmid))
      all.push((packet[2] ?? 0) + (packet[3] ?? 0) * 256);
    return all;
  };

  test('are counted for all VMs together', () => {
    const world = new World();
    const handle = lend(world);
    world.must(PRIMARY, 'NOTIFY', { handle, flags: SHARED }, TO_PEER);
    world.must(PEER, 'NOTIFY', { handle, flags: RELEASED });
    world.must(PRIMARY, 'NOTIFY', { handle, flags: RECALL }, TO_PEER);

    expect([numbers(world, PEER), numbers(world, PRIMARY)]).toEqual([[0, 2], [1]]);
  });

  test('begin again behind 65535', () => {
    const world = new World();
    const handle = lend(world);
    world.rm.restore({ ...world.rm.save(), sequence: 0xffff });

    for (const flags of [SHARED, RECALL]) world.must(PRIMARY, 'NOTIFY', { handle, flags }, TO_PEER);

    expect(numbers(world, PEER)).toEqual([0xffff, 0]);
  });
});

test('who listens to the manager hears each request with its answer, and what is told', () => {
  const world = new World();
  const heard: string[] = [];
  world.rm.state.observer = {
    served: (vmid, { id }, reply) => heard.push(`${vmid} asked ${id.toString(16)}: ${hex(reply)}`),
    told: (vmid, sequence, id, payload) =>
      heard.push(`${vmid} told ${sequence} ${id.toString(16)}: ${hex(payload)}`),
  };
  const handle = lend(world);
  world.must(PRIMARY, 'NOTIFY', { handle, flags: RECALL, tag: 7 }, TO_PEER);

  expect(heard).toEqual([
    '3 asked 51000012: 00 00 00 00 00 00 00 00',
    '45 told 0 51100014: 00 00 00 00 07 00 00 00',
    '3 asked 51000017: 00 00 00 00',
  ]);
});
