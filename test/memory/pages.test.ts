import { expect, test } from 'vitest';
import {
  addressOf,
  addressText,
  isPageAligned,
  PAGE_SIZE,
  PAGE_WORDS,
  pageOf,
} from '../../src/core/memory/pages.ts';

test('a page is 4 KiB: 1024 words of 32 bits', () => {
  expect([PAGE_SIZE, PAGE_WORDS]).toEqual([4096, 1024]);
});

test.each([
  ['the first byte', 0, 0, true],
  ['the last byte of the first page', 4095, 0, false],
  ['the second page', 4096, 1, true],
  ['the last byte below 2 GiB', 0x7fff_ffff, 0x7_ffff, false],
  ['2 GiB, where signed words end', 0x8000_0000, 0x8_0000, true],
  ['4 GiB, where words end', 0x1_0000_0000, 0x10_0000, true],
  ['the last byte of 52 bits', 2 ** 52 - 1, 2 ** 40 - 1, false],
  ['the end of 52 bits', 2 ** 52, 2 ** 40, true],
  ['the last page of 64 bits', 2 ** 64 - 4096, 2 ** 52 - 1, true],
])('%s lies in a page', (_name, address, page, aligned) => {
  expect(pageOf(address)).toBe(page);
  expect(isPageAligned(address)).toBe(aligned);
  if (aligned) expect(addressOf(page)).toBe(address);
});

test.each([
  [0, '0x0'],
  [0x4000_1000, '0x40001000'],
  [0xffff_f000, '0xfffff000'],
  [2 ** 52 - 4096, '0xffffffffff000'],
])('address %d is shown as %s', (address, text) => {
  expect(addressText(address)).toBe(text);
});
