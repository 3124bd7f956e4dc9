import { QemuError } from '../qemu/board/guest.ts';
import { CommandError } from './exit.ts';

/** What to do, by what has become of QEMU. */
const HINTS: Readonly<Record<QemuError['became'], string>> = {
  missing: 'On Debian and Ubuntu, QEMU is the package qemu-system-arm.',
  killed: 'Somebody killed it, or the system, for want of memory. The same command begins again.',
  ended: 'What it cannot do it says itself. docs/qemu-board.md says with which QEMU this was tried.',
};

/** An error of QEMU as a problem of the command; any other as it is. */
export function qemuProblem(error: unknown): unknown {
  return error instanceof QemuError ? new CommandError(error.message, HINTS[error.became]) : error;
}
