import { expect, test } from 'vitest';
import { linuxErrno, rmErrorCode, rmErrorText } from '../../../src/core/gunyah/wire/errors.ts';

test.each([
  ['OK', 0, 0],
  ['UNIMPLEMENTED', 0xffff_ffff, 'EOPNOTSUPP'],
  ['NOMEM', 1, 'ENOMEM'],
  ['NORESOURCE', 2, 'ENODEV'],
  ['DENIED', 3, 'EPERM'],
  ['BUSY', 5, 'EBUSY'],
  ['MEM_INUSE', 0xb, 'EINVAL'],
  ['VM_STATE', 0x14, 'EBADMSG'],
] as const)('%s is 0x%s on the wire and %s in Linux', (name, code, errno) => {
  expect(rmErrorCode(name)).toBe(code);
  expect(rmErrorText(code)).toBe(name);
  expect(linuxErrno(code)).toBe(errno);
});

test('a code that nobody knows is shown as it is, and is a bad message to Linux', () => {
  expect(rmErrorText(0x2a)).toBe('error 0x2a');
  expect(linuxErrno(0x2a)).toBe('EBADMSG');
});
