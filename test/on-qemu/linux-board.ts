import { onTestFinished } from 'vitest';
import { w } from '../../src/core/abi/frame.ts';
import { functionName } from '../../src/core/abi/functions.ts';
import type { ProgramOf } from '../../src/core/board/activity.ts';
import type { PartitionOptions } from '../../src/core/board/describe-machine.ts';
import type { TraceEvent } from '../../src/core/board/trace.ts';
import { initramfs, type ProgramFile } from '../../src/node/guest/initramfs.ts';
import type { Guest } from '../../src/node/qemu/board/guest.ts';
import { guestMachine } from '../../src/node/qemu/board/guest-machine.ts';
import { loadLinux } from '../../src/node/qemu/board/load-guest.ts';
import { QemuBoard } from '../../src/node/qemu/board/qemu-board.ts';
import type { Level } from '../../src/node/qemu/firmware/power.ts';
import { LinuxConsole, SHELL_ARGS } from './linux-console.ts';
import { CACHE } from './linux-guests.ts';

export interface LinuxOptions {
  readonly cpus?: number;
  readonly level?: Level;
  /** Whether our hypervisor stands between it and the manager, as it does by default at EL1. */
  readonly mediated?: boolean;
  readonly bootargs?: string;
  /** Programs of the guest's own. */
  readonly files?: readonly ProgramFile[];
  /** Secure partitions by name, and what they run. */
  readonly partitions?: Readonly<Record<string, Omit<PartitionOptions, 'name'>>>;
  readonly programs?: Readonly<Record<string, ProgramOf>>;
  /** Before the guest starts. */
  readonly prepare?: (board: QemuBoard) => void;
}

export interface Linux {
  readonly board: QemuBoard;
  readonly guest: Guest;
  readonly console: LinuxConsole;
  readonly events: readonly TraceEvent[];
}

/** Starts a Linux up to its shell; it ends with the test. */
export async function bootLinux(
  release: string,
  {
    cpus = 1,
    level = 'EL1',
    mediated = level === 'EL1',
    bootargs = '',
    files = [],
    partitions = {},
    programs = {},
    prepare,
  }: LinuxOptions,
): Promise<Linux> {
  const parts = await CACHE.open(release);
  const spec = guestMachine({
    ...{ guest: 'linux', mediated, cpus, ramBytes: 0x2000_0000 },
    partitions: Object.entries(partitions).map(([name, options]) => ({ name, ...options })),
  });
  const board = new QemuBoard(spec, 'linux');
  onTestFinished(() => board.close());
  const events: TraceEvent[] = [];
  board.machine.listen((event) => events.push(event));
  board.machine.boot({ programs });
  prepare?.(board);
  const entry = loadLinux(board, {
    kernel: parts.kernel,
    initrd: initramfs({ ...parts, programs: [...(parts.programs ?? []), ...files] }),
    bootargs: `${SHELL_ARGS} ${bootargs}`,
  });
  const guest = board.boot({ level, entry });
  const console = new LinuxConsole(guest);
  await console.ready();
  return { board, guest, console, events };
}

/** Names of the functions that somebody called, in order. */
export function callsOf(events: readonly TraceEvent[], name: string): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'call' && event.from === name ? [functionName(w(event.in, 0)) ?? ''] : [],
  );
}
