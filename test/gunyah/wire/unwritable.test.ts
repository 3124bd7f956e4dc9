import { expect, test } from 'vitest';
import { encodeMessage } from '../../../src/core/gunyah/wire/codec.ts';
import { REQUEST } from '../../../src/core/gunyah/wire/messages.ts';

test.each<[string, () => Uint8Array]>([
  ['acl[0].vmid: 65536', () => encodeMessage(REQUEST.SHARE, {}, { acl: [{ vmid: 0x1_0000 }] })],
  ['label: -1', () => encodeMessage(REQUEST.SHARE, { label: -1 })],
  ['MEM_RECLAIM has no list acl', () => encodeMessage(REQUEST.RECLAIM, {}, { acl: [] })],
  ['MEM_LEND has no list vms', () => encodeMessage(REQUEST.LEND, {}, { acl: [], vms: [] })],
])('what cannot be written names its place: %s', (place, act) => {
  expect(act).toThrow(place);
});
