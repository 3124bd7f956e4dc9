import { type Command, Option } from 'commander';
import { hexText } from '../../core/abi/hex.ts';
import type { FaultRule } from '../../core/board/fault-rule.ts';
import type { MachineSpec } from '../../core/board/machine.ts';
import { MachineError } from '../../core/board/machine-error.ts';
import { Tally } from '../../core/board/tally.ts';
import type { TraceListener } from '../../core/board/trace.ts';
import type { GuestCache } from '../guest/cache.ts';
import { givenKernel, readGiven } from '../guest/given-files.ts';
import { givenInitrd } from '../guest/given-initrd.ts';
import { READY } from '../guest/init-script.ts';
import { initramfs } from '../guest/initramfs.ts';
import { GuestProblem } from '../guest/problem.ts';
import { USUAL_OPTIONS } from '../qemu/board/board-options.ts';
import { type End, type Guest, QemuError } from '../qemu/board/guest.ts';
import { loadBare, loadLinux, type TreeFacts } from '../qemu/board/load-guest.ts';
import { QemuBoard } from '../qemu/board/qemu-board.ts';
import { RefusedGuest } from '../qemu/firmware/firmware.ts';
import type { Entry } from '../qemu/firmware/power.ts';
import { NoSecureHypervisor } from '../qemu/firmware/secure-world.ts';
import { type Company, readCompany } from './boot-company.ts';
import { attachConsole } from './boot-console.ts';
import { BOOT_PROGRAMS, bootMachine, FIRST_FREE_ID, GUEST } from './boot-machine.ts';
import { type Load, parseAddress, parseCpus, parseLoad, parseMemory } from './boot-options.ts';
import {
  installPartitions,
  type PartitionFiles,
  parsePartition,
  type ReadPartition,
  readPartitions,
} from './boot-partitions.ts';
import { faultsToScreen, recordTo, traceToScreen } from './boot-record.ts';
import { reportJson, reportLines } from './boot-report.ts';
import { CommandError, EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { openGuest, withGuests } from './guest-work.ts';
import { INJECT_HELP, parseInject } from './inject.ts';
import { terminalOf } from './terminal.ts';

/** Has KVM take EL2 away from the kernel, and stand between it and the firmware. */
const PROTECTED = 'kvm-arm.mode=protected';

interface BootOptions {
  readonly guest?: string;
  readonly kernel?: string;
  readonly initrd?: string;
  readonly append?: string;
  readonly cpus: number;
  readonly memory: number;
  readonly el2?: true;
  readonly pkvm?: true;
  readonly hypervisor: boolean;
  readonly dtb?: string;
  readonly load?: readonly Load[];
  readonly entry?: number;
  readonly trace?: true;
  readonly record?: string;
  readonly inject?: readonly FaultRule[];
  readonly partition?: readonly string[];
  readonly json?: true;
  readonly qemu: string;
  readonly cpu?: string;
  readonly sp?: readonly PartitionFiles[];
}

const { model: MODEL } = USUAL_OPTIONS;
const MODEL_WITH_SECURE_EL2 = 'max,pauth-impdef=on';

/** `tantalum boot`: a real guest whose firmware and partition manager we are. */
export function define(command: Command): void {
  command
    .option('--guest <release>', 'the guest to boot (default: the one that was fetched last)')
    .addOption(
      new Option('--kernel <file>', 'boot this kernel: an arm64 Image, or one packed with gzip').conflicts(
        'guest',
      ),
    )
    .option('--initrd <file>', 'with this first file system')
    .option('--append <arguments>', 'add to the command line of the kernel')
    .option('--cpus <number>', 'processors', parseCpus, 1)
    .addOption(
      new Option('--memory <mib>', 'memory in MiB').argParser(parseMemory).default(parseMemory('512'), '512'),
    )
    .option('--el2', 'start at EL2, as a hypervisor does')
    .option('--pkvm', 'start a Linux at EL2 that protects its guests: its hypervisor stands before FF-A')
    .option('--no-hypervisor', 'let the guest call the partition manager itself')
    .option('--dtb <file>', 'use this device tree (default: one of the board)')
    .option('--load <file@address>', 'put a file into memory; may be repeated', parseLoad)
    .addOption(
      new Option('--entry <address>', 'start there, and no kernel; x0 is the device tree')
        .argParser(parseAddress)
        .conflicts(['guest', 'kernel', 'initrd']),
    )
    .option(
      '--sp <image=manifest>',
      'a secure partition with code of its own; may be repeated',
      parsePartition,
    )
    .option(
      '--partition <file>',
      'put the partitions of a machine file beside the guest; may be repeated',
      (file: string, others: readonly string[] = []) => [...others, file],
    )
    .option('--trace', 'print every call of FF-A to the standard error')
    .option('--record <file>', 'write a recording')
    .option('--inject <rule>', INJECT_HELP, parseInject)
    .option('--json', 'print how it ended as JSON for programs; the console goes to the standard error')
    .option('--qemu <program>', 'the QEMU to run', 'qemu-system-aarch64')
    .option(
      '--cpu <model>',
      `processor model, as QEMU names it (default: ${MODEL}; with --sp ${MODEL_WITH_SECURE_EL2})`,
    )
    .addHelpText('after', footer(HELP))
    .action(boot);
}

const HELP = `
QEMU runs the guest's processors; all else of its firmware is this process: PSCI, FF-A and the secure
partitions: a trusted OS for the guest's drivers, and one that takes loans (docs/trusted-os.md).
docs/qemu-board.md tells more.
The console is that of the guest. From a terminal, Ctrl-A x ends it; what comes from a pipe is
typed when the guest is ready. At the end, calls are counted by function, refusals by rule, and handles that are
still open are listed with who holds their pages.

--inject has calls of the guest go wrong before the partition manager sees them: FUNCTION#N=STATUS*COUNT, where #N is
the first call that does and *COUNT how many do, alone for all. FUNCTION=interrupt/70ms interrupts the partition that is called.

Examples:
  $ tantalum guest fetch && tantalum boot
  $ tantalum boot --cpus 2 --pkvm
  $ echo 'ls /sys/bus/arm_ffa/devices; poweroff -f' | tantalum boot --trace 2> calls.txt
  $ echo 'head -c 16 /dev/hwrng | xxd; poweroff -f' | tantalum boot --append quiet
  $ tantalum boot --record boot.ndjson && tantalum trace boot.ndjson --to perfetto --out boot.json
  $ tantalum boot --inject 'FFA_MEM_FRAG_TX#2=BUSY' --inject 'FFA_MEM_RECLAIM=DENIED*3'
  $ tantalum boot --load u-boot.bin@0x40200000 --entry 0x40200000
  $ tantalum boot --sp vault.bin=vault.dts --sp scribe.bin=scribe.dts

Exit codes: 0 the guest has ended, 1 it ran into what its firmware cannot help, 2 it could not be started.`;

async function boot(options: BootOptions): Promise<void> {
  const { memory, sp = [] } = options;
  const company = await readCompany(options.partition ?? []);
  const programs = { ...BOOT_PROGRAMS, ...company.programs };
  const partitions = await withGuests(() => readPartitions(sp, memory, FIRST_FREE_ID));
  const board = boardWith(partitions, company, options);
  try {
    const tally = new Tally(board.machine.hypervisor?.name);
    for (const listener of [tally.note, ...listenersOf(options, board.machine.spec, Object.keys(programs))])
      board.machine.listen(listener);
    if (options.inject !== undefined) board.machine.inject(options.inject, [GUEST]);
    board.machine.boot({
      programs,
      without: partitions.map(({ partition }) => partition.name),
      withoutGuests: partitions.length !== 0,
    });
    const entry = await withGuests((cache) => load(board, cache, options));
    const end = await follow(
      board.boot({ level: hasOwnHypervisor(options) ? 'EL2' : 'EL1', entry }),
      options,
    );
    if (options.json)
      process.stdout.write(`${JSON.stringify({ ...end, ...reportJson(board.machine, tally) }, null, 2)}\n`);
    else
      process.stderr.write(
        ['', ...reportLines(board.machine, tally, terminalOf(process.stderr, process.env)), ''].join('\n'),
      );
    if (end.how === 'trapped') process.exitCode = EXIT.BROKEN;
  } finally {
    board.close();
  }
}

/** Throws a CommandError for partitions that cannot be in one machine. */
function boardWith(partitions: readonly ReadPartition[], company: Company, options: BootOptions): QemuBoard {
  const { cpus, memory, qemu: program, cpu } = options;
  const guest = { cpus, ramBytes: memory, mediated: options.hypervisor && !hasOwnHypervisor(options) };
  const model = cpu ?? (partitions.length === 0 ? MODEL : MODEL_WITH_SECURE_EL2);
  const withCode = partitions.map(({ partition }) => partition);
  try {
    const spec = bootMachine(guest, company.partitions, withCode);
    const board = new QemuBoard(spec, GUEST, { program, model });
    installPartitions(board, partitions);
    return board;
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    throw new CommandError(error.message, 'Mend the files that --sp and --partition name.');
  }
}

/** `running`: partitions whose programs make their first calls before anybody else. */
function listenersOf(
  { trace, record }: BootOptions,
  spec: MachineSpec,
  running: readonly string[],
): readonly TraceListener[] {
  return [
    trace ? traceToScreen() : faultsToScreen(),
    ...(record === undefined
      ? []
      : [recordTo(record, { machine: spec, initialising: running, guest: 'a guest in QEMU' })]),
  ];
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

/** Whether the guest starts at EL2, and nobody can be above it. */
function hasOwnHypervisor({ el2, pkvm }: BootOptions): boolean {
  return el2 === true || pkvm === true;
}

/** Whether the guest's first file system is the one that says when it is ready. */
function hasOurShell({ kernel, initrd, entry }: BootOptions): boolean {
  return kernel === undefined && initrd === undefined && entry === undefined;
}

/** Connects the guest with the terminal until it ends, and says how it did. */
async function follow(guest: Guest, options: BootOptions): Promise<End> {
  const detach = attachConsole(guest.console, {
    output: options.json ? process.stderr : process.stdout,
    quit: () => guest.kill(),
    ...(hasOurShell(options) ? { ready: READY } : {}),
  });
  try {
    const end = await guest.ended;
    if (end.how === 'trapped')
      process.stderr.write(
        `\ntantalum: processor ${end.cpu} ran into what no firmware can help: ${end.why}\n`,
      );
    return end;
  } catch (error) {
    if (error instanceof NoSecureHypervisor)
      throw new CommandError(error.message, `Take another: --cpu ${MODEL_WITH_SECURE_EL2}`);
    if (error instanceof RefusedGuest)
      throw new CommandError(
        error.message,
        'The trace shows who: --trace. Without a hypervisor nobody is asked: --no-hypervisor',
      );
    if (!(error instanceof QemuError)) throw error;
    throw new CommandError(error.message, 'On Debian and Ubuntu, QEMU is the package qemu-system-arm.');
  } finally {
    detach();
  }
}
