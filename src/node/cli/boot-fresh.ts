import { hexText } from '../../core/abi/hex.ts';
import type { PartitionSpec } from '../../core/board/machine.ts';
import { MachineError } from '../../core/board/machine-error.ts';
import type { GuestCache } from '../guest/cache.ts';
import { givenKernel, readGiven } from '../guest/given-files.ts';
import { givenInitrd } from '../guest/given-initrd.ts';
import { initramfs } from '../guest/initramfs.ts';
import { GuestProblem } from '../guest/problem.ts';
import { MODEL_WITH_SECURE_EL2 } from '../qemu/board/board-options.ts';
import { loadBare, loadLinux, type TreeFacts } from '../qemu/board/load-guest.ts';
import { QemuBoard } from '../qemu/board/qemu-board.ts';
import type { Entry } from '../qemu/firmware/power.ts';
import { MAX_CPUS } from '../qemu/monitor/mailbox.ts';
import { readCompany } from './boot-company.ts';
import { BOOT_PROGRAMS, bootMachine, FIRST_FREE_ID, guestNames } from './boot-machine.ts';
import { programsOf } from './boot-members.ts';
import { type BootOptions, MODEL } from './boot-options.ts';
import { installPartitions, type ReadPartition, readPartitions } from './boot-partitions.ts';
import type { Prepared } from './boot-prepared.ts';
import { CommandError } from './exit.ts';
import { openGuest, withGuests } from './guest-work.ts';

/** Has KVM take EL2 away from the kernel, and stand between it and the firmware. */
const PROTECTED = 'kvm-arm.mode=protected';

/** Makes a machine as the options say. Throws a CommandError. */
export async function freshMachine(options: BootOptions): Promise<Prepared> {
  const { memory, sp = [] } = options;
  expectPossible(options);
  const { partitions: company, members } = await readCompany(options.partition ?? []);
  const programs = { ...BOOT_PROGRAMS, ...programsOf(members) };
  const partitions = await withGuests(() => readPartitions(sp, memory, FIRST_FREE_ID));
  const board = boardWith(partitions, company, options);
  const start = async () => {
    board.machine.boot({
      programs,
      without: partitions.map(({ partition }) => partition.name),
      withoutGuests: partitions.length !== 0,
    });
    const [entry, ...others] = await withGuests((cache) => loadEach(board, cache, options));
    if (entry === undefined) throw new TypeError('nothing was loaded');
    return board.boot({ level: hasOwnHypervisor(options) ? 'EL2' : 'EL1', entry, others });
  };
  return { board, programs, members, happened: [], start };
}

/** Throws a CommandError for several guests that no machine can have. */
function expectPossible({ guests, cpus, hypervisor, snapshot }: BootOptions): void {
  if (guests > 1 && !hypervisor)
    throw new CommandError('several guests need a hypervisor', 'Leave out --no-hypervisor.');
  if (guests > 1 && snapshot !== undefined)
    throw new CommandError(
      `a snapshot holds one guest, and --guests says ${guests}`,
      'Leave out --snapshot, or --guests.',
    );
  if (guests * cpus > MAX_CPUS)
    throw new CommandError(
      `${guests} guests of ${cpus} processors need ${guests * cpus}; there are ${MAX_CPUS}`,
      'Take fewer: --cpus, --guests.',
    );
}

/** Throws a CommandError for partitions that cannot be in one machine. */
function boardWith(
  partitions: readonly ReadPartition[],
  company: readonly PartitionSpec[],
  options: BootOptions,
): QemuBoard {
  const { cpus, memory, qemu: program, cpu } = options;
  const model = cpu ?? (partitions.length === 0 ? MODEL : MODEL_WITH_SECURE_EL2);
  const withCode = partitions.map(({ partition }) => partition);
  const names = guestNames(options.guests);
  const mediated = options.hypervisor && !hasOwnHypervisor(options);
  const guest = { cpus, ramBytes: memory, mediated, others: names.slice(1) };
  try {
    const board = new QemuBoard(bootMachine(guest, company, withCode), names, { program, model });
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

/** Where each of the guests starts. */
async function loadEach(
  board: QemuBoard,
  cache: GuestCache,
  options: BootOptions,
): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const guest of board.guests.keys()) entries.push(await load(board, cache, options, guest));
  return entries;
}

async function load(
  board: QemuBoard,
  cache: GuestCache,
  options: BootOptions,
  number: number,
): Promise<Entry> {
  const { guest, kernel, initrd, entry, append = '', dtb, pkvm, load: loads = [] } = options;
  for (const { file, address } of loads) put(board, file, address, await readGiven(file));
  const facts: TreeFacts = {
    bootargs: ['console=ttyAMA0', ...(pkvm ? [PROTECTED] : []), append].join(' ').trim(),
    ...(dtb === undefined ? {} : { tree: await readGiven(dtb) }),
  };
  if (entry !== undefined) return loadBare(board, entry, facts);
  const given = initrd === undefined ? {} : { initrd: await givenInitrd(initrd) };
  if (kernel !== undefined)
    return loadLinux(board, { ...facts, ...given, kernel: (await givenKernel(kernel)).kernel }, number);
  const parts = await openGuest(cache, guest);
  return loadLinux(board, { ...facts, kernel: parts.kernel, initrd: initramfs(parts), ...given }, number);
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
