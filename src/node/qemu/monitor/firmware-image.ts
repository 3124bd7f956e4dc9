import { type Assembled, assemble } from '../asm/assemble.ts';
import type { Program } from '../asm/program.ts';
import { drainDoorbell } from './doorbell.ts';
import { report } from './report.ts';
import { reset } from './reset.ts';
import { snippets } from './snippets.ts';
import { leave, trap, vectors } from './trap.ts';
import { FLASH } from './virt-map.ts';

/** All code of the guest's firmware. What it decides nothing about, which is nearly everything, the host decides. */
export const FIRMWARE: Program = [
  ...reset(),
  ...trap(),
  ...report(),
  ...leave(),
  ...drainDoorbell(),
  ...snippets(),
  ...vectors(),
];

/** The firmware as it lies in flash. */
export function firmwareImage(): Assembled {
  return assemble(FIRMWARE, FLASH);
}
