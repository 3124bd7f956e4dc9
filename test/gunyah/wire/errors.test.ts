import { expect, test } from 'vitest';
import { linuxErrno, linuxReturn, rmErrorCode, rmErrorText } from '../../../src/core/gunyah/wire/errors.ts';

test.each([
  ['OK', 0, 0, 0],
  ['UNIMPLEMENTED', 0xffff_ffff, 'EOPNOTSUPP', -95],
  ['NOMEM', 1, 'ENOMEM', -12],
  ['NORESOURCE', 2, 'ENODEV', -19],
  ['DENIED', 3, 'EPERM', -1],
  ['BUSY', 5, 'EBUSY', -16],
  ['MEM_INUSE', 0xb, 'EINVAL', -22],
  ['VM_STATE', 0x14, 'EBADMSG', -74],
] as const)('%s is 0x%s on the wire and %s in Linux', (name, code, errno, number) => {
  expect(rmErrorCode(name)).toBe(code);
  expect(rmErrorText(code)).toBe(name);
  expect(linuxErrno(code)).toBe(errno);
  expect(linuxReturn(code)).toBe(number);
});

test('a code that nobody knows is shown as it is, and is a bad message to Linux', () => {
  expect(rmErrorText(0x2a)).toBe('error 0x2a');
  expect([linuxErrno(0x2a), linuxReturn(0x2a)]).toEqual(['EBADMSG', -74]);
});
