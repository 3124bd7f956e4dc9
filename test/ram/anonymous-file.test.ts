import { closeSync, fstatSync, readlinkSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { openAnonymousFile } from '../../src/node/ram/anonymous-file.ts';

/** What the system says of a file that has no name any more. */
const described = (descriptor: number) => readlinkSync(`/proc/self/fd/${descriptor}`);

test('memory is in shared memory, where no name leads to it', () => {
  const descriptor = openAnonymousFile(0x1000);
  expect(described(descriptor)).toMatch(/^\/dev\/shm\/tantalum-.* \(deleted\)$/);
  expect(fstatSync(descriptor).size).toBe(0x1000);
  closeSync(descriptor);
});

test('memory that shared memory has no room for is among temporary files', () => {
  const { blocks, bsize } = statfsSync('/dev/shm');
  const descriptor = openAnonymousFile(blocks * bsize + 0x1000);
  expect(described(descriptor).startsWith(`${tmpdir()}/tantalum-`)).toBe(true);
  closeSync(descriptor);
});
