import { describe, expect, test } from 'vitest';
import { type Entries, encodeMessage } from '../../../src/core/gunyah/wire/codec.ts';
import {
  messageName,
  messageText,
  packetText,
  replyText,
} from '../../../src/core/gunyah/wire/message-text.ts';
import {
  type MessageShape,
  messageNamed,
  NOTIFICATION,
  REQUEST,
} from '../../../src/core/gunyah/wire/messages.ts';
import { PACKET_TYPE, packetsOf } from '../../../src/core/gunyah/wire/packet.ts';
import { acl, regions } from '../world.ts';

const { LEND, ACCEPT, NOTIFY, RECLAIM, VM_ALLOCATE, VM_CONFIG_IMAGE } = REQUEST;

describe('a message in one line', () => {
  test.each<[string, MessageShape, Readonly<Record<string, number>>, Readonly<Record<string, Entries>>]>([
    [
      'MEM_LEND label 9, acl[1], regions[2]',
      LEND,
      { label: 9 },
      { acl: acl([45, 6]), regions: regions([0, 1], [2, 3]) },
    ],
    ['MEM_LEND type io, flags SANITIZE+APPEND, label 0xa', LEND, { type: 1, flags: 3, label: 10 }, {}],
    ['MEM_LEND type 2, flags 6', LEND, { type: 2, flags: 6 }, {}],
    [
      'MEM_ACCEPT handle 0, transfer share, flags VALIDATE_LABEL+DONE',
      ACCEPT,
      { transfer: 2, flags: 0x84 },
      {},
    ],
    [
      'MEM_ACCEPT handle 0x1f, transfer lend, flags 0xc0',
      ACCEPT,
      { handle: 31, transfer: 1, flags: 0xc0 },
      {},
    ],
    ['MEM_NOTIFY handle 1, flags RECALL, vms[1]', NOTIFY, { handle: 1, flags: 8 }, { vms: [{ vmid: 45 }] }],
    ['MEM_RECLAIM handle 0', RECLAIM, {}, {}],
    ['VM_ALLOCATE', VM_ALLOCATE, {}, {}],
    [
      'VM_CONFIG_IMAGE vmid 0x80, handle 0, image size 0x1000',
      VM_CONFIG_IMAGE,
      { vmid: 128, imageSize: 4096 },
      {},
    ],
    ['VM_STATUS vmid 0x80, state running', NOTIFICATION.VM_STATUS, { vmid: 128, state: 3 }, {}],
  ])('%s', (text, shape, head, lists) => {
    expect(messageText(shape.id, encodeMessage(shape, head, lists))).toBe(text);
  });

  test.each([
    ['message 0x51000099, 4 bytes', 0x5100_0099, 4],
    ['MEM_LEND, 3 bytes', LEND.id, 3],
    ['MEM_LEND, 21 bytes', LEND.id, 21],
  ])('%s, of which nothing can be told', (text, id, length) => {
    expect(messageText(id, new Uint8Array(length))).toBe(text);
  });
});

test('a message by its number', () => {
  expect(messageName(0x5100_0012)).toBe('MEM_LEND');
  expect(messageName(0x5100_0016)).toBe('message 0x51000016');
});

test('a message by its name', () => {
  expect(messageNamed('MEM_SHARED')?.id).toBe(0x5110_0011);
  expect(messageNamed('MEM_BORROW')).toBeUndefined();
});

describe('a packet in one line', () => {
  const [packet = new Uint8Array()] = packetsOf({
    ...{ type: PACKET_TYPE.REQUEST, sequence: 7, id: LEND.id, payload: new Uint8Array() },
  });

  test('with what its header says', () => {
    expect(packetText(packet)).toBe('a packet of 8 bytes, MEM_LEND, sequence 7');
  });

  test('without, where there is no header', () => {
    expect(packetText(packet.slice(0, 7))).toBe('a packet of 7 bytes');
  });
});

describe('an answer in one line', () => {
  test.each([
    ['OK handle 2', LEND.id, [0, 0, 0, 0, 2, 0, 0, 0]],
    ['OK handle 0', LEND.id, [0, 0, 0, 0, 0, 0, 0, 0]],
    ['MEM_INUSE', RECLAIM.id, [0xb, 0, 0, 0]],
    ['DENIED', LEND.id, [3, 0, 0, 0]],
    ['OK', RECLAIM.id, [0, 0, 0, 0]],
    ['OK', 0x5100_0099, [0, 0, 0, 0]],
    ['OK', NOTIFICATION.MEM_RECALL.id, [0, 0, 0, 0, 0, 0, 0, 0]],
    ['OK count 1, flags INCOMPLETE', ACCEPT.id, [0, 0, 0, 0, 1, 0, 1, 0]],
    ['OK', ACCEPT.id, [0, 0, 0, 0]],
    ['error 0x2a', LEND.id, [0x2a, 0, 0, 0]],
    ['3 bytes', LEND.id, [0, 0, 0]],
  ])('%s', (text, id, bytes) => {
    expect(replyText(id, Uint8Array.from(bytes))).toBe(text);
  });
});
