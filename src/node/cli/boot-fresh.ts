import { hexText } from '../../core/abi/hex.ts';
import type { PartitionSpec } from '../../core/board/machine.ts';
import { MachineError } from '../../core/board/machine-error.ts';
import type { GuestCache } from '../guest/cache.ts';
import { givenKernel, readGiven } from '../guest/given-files.ts';
import { givenInitrd } from '../guest/given-initrd.ts';
import { initramfs } from '../guest/initramfs.ts';
import { GuestProblem } from '../guest/problem.ts';
import { loadBare, loadLinux, type TreeFacts } from '../qemu/board/load-guest.ts';
import { QemuBoard } from '../qemu/board/qemu-board.ts';
import type { Entry } from '../qemu/firmware/power.ts';
import { readCompany } from './boot-company.ts';
import { BOOT_PROGRAMS, bootMachine, FIRST_FREE_ID, GUEST } from './boot-machine.ts';
import { programsOf } from './boot-members.ts';
import { type BootOptions, MODEL, MODEL_WITH_SECURE_EL2 } from './boot-options.ts';
import { installPartitions, type ReadPartition, readPartitions } from './boot-partitions.ts';
import type { Prepared } from './boot-prepared.ts';
import { CommandError } from './exit.ts';
import { openGuest, withGuests } from './guest-work.ts';

/** Has KVM take EL2 away from the kernel, and stand between it and the firmware. */
const PROTECTED = 'kvm-arm.mode=protected';

/** Makes a machine as the options say. Throws a CommandError. */
export async function freshMachine(options: BootOptions): Promise<Prepared> {
  const { memory, sp = [] } = options;
  const { partitions: others, members } = await readCompany(options.partition ?? []);
  const programs = { ...BOOT_PROGRAMS, ...programsOf(members) };
  const partitions = await withGuests(() => readPartitions(sp, memory, FIRST_FREE_ID));
  const board = boardWith(partitions, others, options);
  const start = async () => {
    board.machine.boot({
      programs,
      without: partitions.map(({ partition }) => partition.name),
      withoutGuests: partitions.length !== 0,
    });
    const entry = await withGuests((cache) => load(board, cache, options));
    return board.boot({ level: hasOwnHypervisor(options) ? 'EL2' : 'EL1', entry });
  };
  return { board, programs, members, happened: [], start };
}

/** Throws a CommandError for partitions that cannot be in one machine. */
function boardWith(
  partitions: readonly ReadPartition[],
  others: readonly PartitionSpec[],
  options: BootOptions,
): QemuBoard {
  const { cpus, memory, qemu: program, cpu } = options;
  const model = cpu ?? (partitions.length === 0 ? MODEL : MODEL_WITH_SECURE_EL2);
  const withCode = partitions.map(({ partition }) => partition);
  const guest = { cpus, ramBytes: memory, mediated: options.hypervisor && !hasOwnHypervisor(options) };
  try {
    const board = new QemuBoard(bootMachine(guest, others, withCode), GUEST, { program, model });
    installPartitions(board, partitions);
    return board;
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    throw new CommandError(error.message, 'Mend the files that --sp and --partition name.');
  }
}

/** Whether the guest starts at EL2, and nobody can be above it. */
function hasOwnHypervisor({ el2, pkvm }: BootOptions): boolean {
  return el2 === true || pkvm === true;
}

async function load(board: QemuBoard, cache: GuestCache, options: BootOptions): Promise<Entry> {
  const { guest, kernel, initrd, entry, append = '', dtb, pkvm, load: loads = [] } = options;
  for (const { file, address } of loads) put(board, file, address, await readGiven(file));
  const facts: TreeFacts = {
    bootargs: ['console=ttyAMA0', ...(pkvm ? [PROTECTED] : []), append].join(' ').trim(),
    ...(dtb === undefined ? {} : { tree: await readGiven(dtb) }),
  };
  if (entry !== undefined) return loadBare(board, entry, facts);
  const given = initrd === undefined ? {} : { initrd: await givenInitrd(initrd) };
  if (kernel !== undefined)
    return loadLinux(board, { ...facts, ...given, kernel: (await givenKernel(kernel)).kernel });
  const parts = await openGuest(cache, guest);
  return loadLinux(board, { ...facts, kernel: parts.kernel, initrd: initramfs(parts), ...given });
}

function put(board: QemuBoard, file: string, address: number, bytes: Uint8Array): void {
  const { end } = board.guestRam;
  if (address + bytes.length > end)
    throw new GuestProblem(
      `${file} at ${hexText(address)} ends behind the memory of the guest, which ends at ${hexText(end)}`,
      'Put it elsewhere, or give the guest more memory.',
    );
  board.load(address, bytes);
}
