import { expect, test } from 'vitest';
import { encodeMessage } from '../../../src/core/gunyah/wire/codec.ts';
import { REQUEST } from '../../../src/core/gunyah/wire/messages.ts';
import { CREATE_FLAG, MEMORY_TYPE, NO_HANDLE, RIGHT, VMID } from '../../../src/core/gunyah/wire/values.ts';
import { acl, OWN, PRIMARY, regions, World } from '../world.ts';

test('no handle is all ones, and 0 is a handle like any other', () => {
  const world = new World();
  expect(NO_HANDLE).toBe(0xffff_ffff);
  expect(world.must(PRIMARY, 'LEND', {}, { acl: acl([0x2d, 4]), regions: regions([OWN, 0x1000]) })).toBe(0);
  expect(world.ask(PRIMARY, 'RECLAIM', { handle: NO_HANDLE }).error).toBe('HANDLE_INVALID');
});

test('no VM is 0xffff, and 0 is the caller, who stands in no access list by that name', () => {
  const world = new World();
  expect([VMID.INVALID, VMID.SELF]).toEqual([0xffff, 0]);
  for (const vmid of [0xffff, 0])
    expect(
      world.ask(PRIMARY, 'LEND', {}, { acl: acl([vmid, 4]), regions: regions([OWN, 0x1000]) }).rule,
    ).toBe('rm-create/vm-unknown 12+2');
});

test('rights are execute 1, write 2, read 4', () => {
  expect([RIGHT.EXECUTE, RIGHT.WRITE, RIGHT.READ]).toEqual([1, 2, 4]);
});

test('memory is normal 0 or that of a device 1', () => {
  expect([MEMORY_TYPE.NORMAL, MEMORY_TYPE.IO]).toEqual([0, 1]);
});

test('bit 1 of the flags says that more is appended', () => {
  const payload = encodeMessage(REQUEST.LEND, { type: 1, flags: CREATE_FLAG.APPEND, label: 0x1122_3344 });
  expect([...payload.subarray(0, 8)]).toEqual([1, 0, 2, 0, 0x44, 0x33, 0x22, 0x11]);
});
