import { randomBytes } from 'node:crypto';
import type { ProgramOf } from '../../core/board/activity.ts';
import type { PartitionOptions } from '../../core/board/describe-machine.ts';
import type { MachineSpec } from '../../core/board/machine.ts';
import type { Buffers } from '../../core/client/driver.ts';
import { PAGE_SIZE } from '../../core/memory/pages.ts';
import { LOAN_UUID, loanProgram } from '../../core/programs/loan.ts';
import { OPTEE_UUID } from '../../core/programs/optee/abi.ts';
import { opteeProgram } from '../../core/programs/optee/optee.ts';
import { type GuestMachineOptions, guestMachine } from '../qemu/board/guest-machine.ts';
import { SECURE_RAM } from '../qemu/monitor/virt-map.ts';

/** The guest's partition. */
export const GUEST = 'linux';

/** The names of several guests. */
export function guestNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? GUEST : `${GUEST}${index + 1}`));
}

const OPTEE = 'optee';
const LOAN = 'loan';

/** Memory of the secure partitions: RX/TX buffers are at its start, and programs have all else elsewhere. */
const PAGES = 16;
const OPTEE_MEMORY = SECURE_RAM;
const LOAN_MEMORY: number = SECURE_RAM + PAGES * PAGE_SIZE;

/** Bytes behind the guest's memory for all of them together. */
export const CODE_BYTES = 0x400_0000;
/** The first id that a partition with code may have. */
export const FIRST_FREE_ID = 0x8003;

/** A guest, secure partitions that drivers find, others beside them, and some with code of their own. */
export function bootMachine(
  guest: Pick<GuestMachineOptions, 'cpus' | 'ramBytes' | 'mediated' | 'others'>,
  others: readonly PartitionOptions[],
  withCode: readonly PartitionOptions[],
): MachineSpec {
  return guestMachine({
    ...guest,
    guest: GUEST,
    codeBytes: withCode.length === 0 ? 0 : CODE_BYTES,
    partitions: [
      { name: OPTEE, id: 0x8001, uuids: [OPTEE_UUID], memory: [{ base: OPTEE_MEMORY, pages: PAGES }] },
      { name: LOAN, id: 0x8002, uuids: [LOAN_UUID], memory: [{ base: LOAN_MEMORY, pages: PAGES }] },
      ...others,
      ...withCode,
    ],
  });
}

/** What the secure partitions do. */
export const BOOT_PROGRAMS: Readonly<Record<string, ProgramOf>> = {
  [OPTEE]: opteeProgram({ buffers: buffersAt(OPTEE_MEMORY), random: randomBytes }),
  [LOAN]: loanProgram(buffersAt(LOAN_MEMORY)),
};

function buffersAt(base: number): Buffers {
  return { tx: base, rx: base + PAGE_SIZE, pages: 1 };
}
