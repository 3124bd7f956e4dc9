import { type Command, Option } from 'commander';
import type { FaultRule } from '../../core/board/fault-rule.ts';
import { Tally } from '../../core/board/tally.ts';
import type { TraceListener } from '../../core/board/trace.ts';
import { MODEL_WITH_SECURE_EL2 } from '../qemu/board/board-options.ts';
import { follow } from './boot-follow.ts';
import { guestNames } from './boot-machine.ts';
import {
  type BootOptions,
  MODEL,
  parseAddress,
  parseCpus,
  parseGuests,
  parseLoad,
  parseMemory,
  parsePartition,
} from './boot-options.ts';
import type { Prepared } from './boot-prepared.ts';
import { faultsToScreen, type Recorded, recordTo, traceToScreen } from './boot-record.ts';
import { reportJson, reportLines } from './boot-report.ts';
import { expectWritable, restoredMachine, SnapshotTaker, withSnapshots } from './boot-snapshot.ts';
import { Story } from './boot-story.ts';
import { CommandError, EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { INJECT_HELP, parseInject } from './inject.ts';
import { liveStudio, OPEN, STUDIO } from './live-options.ts';
import { terminalOf } from './terminal.ts';

/** Options that say what machine it is. */
const OF_THE_MACHINE =
  'guest kernel initrd append cpus guests memory el2 pkvm dtb load entry hypervisor sp partition cpu'.split(
    ' ',
  );

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
    .option('--cpus <number>', 'processors, of each guest', parseCpus, 1)
    .addOption(
      new Option('--guests <number>', 'so many of them side by side, each with its part of the memory')
        .argParser(parseGuests)
        .default(1)
        .conflicts(['el2', 'pkvm', 'entry', 'dtb', 'load']),
    )
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
    .addOption(STUDIO)
    .addOption(OPEN)
    .option('--snapshot <file>', 'write the whole machine to a file and end, when the guest is ready')
    .option('--snapshot-at <text>', 'write it when the console says this')
    .addOption(
      new Option('--restore <file>', 'go on with a machine that was written').conflicts(OF_THE_MACHINE),
    )
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
typed when the guest is ready. Of several guests (--guests) each line begins with the name; Ctrl-A and a number
chooses who hears the keys, and lines of a pipe that begin with a name and a colon go there. At the end, calls are
counted by function, refusals by rule, and handles that are still open are listed with who holds their pages.

--inject has calls of the guest go wrong before the partition manager sees them: FUNCTION#N=STATUS*COUNT, where #N is
the first call that does and *COUNT how many do, alone for all. FUNCTION=interrupt/70ms interrupts the partition that is called.

--snapshot writes the whole machine to a file and ends, as soon as the guest takes commands, or its console says
what --snapshot-at has, or at Ctrl-A s or SIGUSR2. --restore goes on with it, as often as you like, with the same
Tantalum and QEMU; what machine it is, the file says. A recording of it begins where that of the first began.
Several guests (--guests) cannot be written.

Examples:
  $ tantalum guest fetch && tantalum boot
  $ tantalum boot --cpus 2 --pkvm
  $ printf 'poweroff -f\\nlinux2: poweroff -f\\n' | tantalum boot --guests 2 --append quiet
  $ echo 'ls /sys/bus/arm_ffa/devices; poweroff -f' | tantalum boot --trace 2> calls.txt
  $ echo 'head -c 16 /dev/hwrng | xxd; poweroff -f' | tantalum boot --append quiet
  $ tantalum boot --record boot.ndjson && tantalum trace boot.ndjson --to perfetto --out boot.json
  $ tantalum boot --inject 'FFA_MEM_FRAG_TX#2=BUSY' --inject 'FFA_MEM_RECLAIM=DENIED*3'
  $ tantalum boot --studio --open
  $ tantalum boot --append quiet --snapshot shell.snapshot
  $ echo 'head -c 16 /dev/hwrng | xxd; poweroff -f' | tantalum boot --restore shell.snapshot
  $ tantalum boot --load u-boot.bin@0x40200000 --entry 0x40200000
  $ tantalum boot --sp vault.bin=vault.dts --sp scribe.bin=scribe.dts

Exit codes: 0 the guest has ended, 1 it ran into what its firmware cannot help, 2 it could not be started.`;

async function boot(options: BootOptions): Promise<void> {
  const { snapshot, snapshotAt } = options;
  if (snapshotAt !== undefined && snapshot === undefined)
    throw new CommandError(
      '--snapshot-at says when there is a snapshot, and nothing says where to',
      'Give --snapshot FILE, too.',
    );
  await withSnapshots(async () => {
    if (snapshot !== undefined) expectWritable(snapshot);
    await run(await prepared(options), options);
  });
}

/** Who goes on with a machine does not wait for what it takes to make one. */
async function prepared(options: BootOptions): Promise<Prepared> {
  if (options.restore !== undefined) return restoredMachine(options.restore, options.qemu);
  const { freshMachine } = await import('./boot-fresh.ts');
  return freshMachine(options);
}

async function run(
  { board, programs, members, happened, start }: Prepared,
  options: BootOptions,
): Promise<void> {
  const { machine } = board;
  const recorded = {
    machine: machine.spec,
    initialising: Object.keys(programs),
    guest: 'a guest in QEMU',
    happened,
  };
  const live = await liveStudio(options, recorded);
  try {
    const tally = new Tally(machine.hypervisor?.name);
    for (const { event } of happened) tally.note(event);
    machine.listen(tally.note);
    for (const listener of listenersOf(options, recorded)) machine.listen(listener);
    if (live !== undefined) machine.listen(live.listener);
    const story = new Story(happened);
    if (options.snapshot === undefined) machine.forget();
    else machine.listen(story.note);
    const { inject = [] } = options;
    const setFaults = (rules: readonly FaultRule[]): void =>
      machine.inject(rules, guestNames(options.guests));
    if (inject.length > 0) setFaults(inject);
    live?.run.takeFaults(inject, setFaults);
    await live?.tell(options);
    const guest = await start();
    const taker =
      options.snapshot === undefined
        ? undefined
        : new SnapshotTaker(options.snapshot, { board, guest, programs, members, story });
    const end = await follow(guest, taker, options);
    if (options.json)
      process.stdout.write(`${JSON.stringify({ ...end, ...reportJson(machine, tally) }, null, 2)}\n`);
    else
      process.stderr.write(
        ['', ...reportLines(machine, tally, terminalOf(process.stderr, process.env)), ''].join('\n'),
      );
    if (taker !== undefined) process.stderr.write(`tantalum: ${await taker.outcome()}\n`);
    if (end.how === 'trapped') process.exitCode = EXIT.BROKEN;
    await live?.stay(`The guest has ended: ${end.how}.`);
  } finally {
    live?.close();
    board.close();
  }
}

function listenersOf({ trace, record }: BootOptions, recorded: Recorded): readonly TraceListener[] {
  return [
    trace ? traceToScreen() : faultsToScreen(),
    ...(record === undefined ? [] : [recordTo(record, recorded)]),
  ];
}
