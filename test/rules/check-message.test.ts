/** The header of an indirect message: who it says it is from and to, and where its payload lies. */

import { expect, test } from 'vitest';
import type { MessageHeader } from '../../src/core/abi/message-header.ts';
import { checkAddressing, checkPayload } from '../../src/core/rules/check-message.ts';
import { wrongWith } from './checked.ts';

/** From 0x8001 to 0x8002, 100 bytes of payload behind a header of 20. */
const HEADER: MessageHeader = { flags: 0, offset: 20, receiver: 0x8002, sender: 0x8001, size: 100 };

test.each<readonly [name: string, fields: Partial<MessageHeader>, wrong: string]>([
  ['nothing', {}, ''],
  ['flags', { flags: 1 }, 'indirect/header-flags @0+4'],
  ['another sender', { sender: 0x8003 }, 'indirect/sender @14+2'],
  ['to oneself', { receiver: 0x8001 }, 'indirect/to-self @12+2'],
  [
    'in another name, to oneself',
    { sender: 0, receiver: 0x8001 },
    'indirect/sender @14+2, indirect/to-self @12+2',
  ],
])('wrong with the addressing of a message of 0x8001: %s', (_name, fields, wrong) => {
  expect(wrongWith((judge) => checkAddressing({ ...HEADER, ...fields }, 0x8001, judge))).toBe(wrong);
});

test.each<readonly [name: string, fields: Partial<MessageHeader>, wrong: string]>([
  ['nothing: it ends where the room does', {}, ''],
  ['nothing: there is a gap behind the header', { offset: 24, size: 96 }, ''],
  ['it overlaps the header', { offset: 19 }, 'indirect/offset @8+4'],
  ['it is a byte too long', { size: 101 }, 'indirect/size @16+4'],
  ['it begins behind the room', { offset: 121, size: 0 }, 'indirect/size @16+4'],
  ['its end is beyond 32 bits', { offset: 0xffff_fff0, size: 0x20 }, 'indirect/size @16+4'],
  ['both', { offset: 0, size: 200 }, 'indirect/offset @8+4, indirect/size @16+4'],
])('wrong with a payload in 120 bytes: %s', (_name, fields, wrong) => {
  expect(wrongWith((judge) => checkPayload({ ...HEADER, ...fields }, 20, 120, judge))).toBe(wrong);
});
