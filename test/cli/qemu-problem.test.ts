/** What a user is told when QEMU does not run the guest. */

import { expect, test } from 'vitest';
import { CommandError } from '../../src/node/cli/exit.ts';
import { qemuProblem } from '../../src/node/cli/qemu-problem.ts';
import { QemuError } from '../../src/node/qemu/board/guest.ts';

test.each([
  ['missing', /the package qemu-system-arm/],
  ['killed', /^Somebody killed it/],
  ['ended', /^What it cannot do it says itself/],
] as const)('QEMU that is %s', (became, hint) => {
  const problem = qemuProblem(new QemuError('no guest', became));

  expect(problem).toBeInstanceOf(CommandError);
  expect(problem).toMatchObject({ message: 'no guest', hint: expect.stringMatching(hint) });
});

test('another error stays what it is', () => {
  const error = new TypeError('a defect');

  expect(qemuProblem(error)).toBe(error);
});
