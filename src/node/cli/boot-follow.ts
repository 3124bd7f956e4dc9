import { READY } from '../guest/init-script.ts';
import { MODEL_WITH_SECURE_EL2 } from '../qemu/board/board-options.ts';
import { type End, ForeignGuest, type Guest } from '../qemu/board/guest.ts';
import { RefusedGuest } from '../qemu/firmware/firmware.ts';
import { NoSecureHypervisor } from '../qemu/firmware/secure-world.ts';
import { attachConsole, type ConsoleOptions, NEVER, whenSaid } from './boot-console.ts';
import { attachConsoles } from './boot-consoles.ts';
import { guestNames } from './boot-machine.ts';
import type { BootOptions } from './boot-options.ts';
import type { SnapshotTaker } from './boot-snapshot.ts';
import { CommandError } from './exit.ts';
import { qemuProblem } from './qemu-problem.ts';

/** What the guest says when it takes commands; undefined where it says nothing of the kind any more, or ever. */
function readyText({ kernel, initrd, entry, restore }: BootOptions): string | undefined {
  const isOurs = kernel === undefined && initrd === undefined && entry === undefined;
  return isOurs && restore === undefined ? READY : undefined;
}

/** Connects the guest with the terminal until it ends, and says how it did. */
export async function follow(
  guest: Guest,
  taker: SnapshotTaker | undefined,
  options: BootOptions,
): Promise<End> {
  const ready = readyText(options);
  const savedAt = taker === undefined ? undefined : (options.snapshotAt ?? ready);
  const names = guestNames(options.guests);
  const consoles = guest.consoles.map((console, index) => ({ name: names[index] ?? '', console }));
  const attach = (how: ConsoleOptions) =>
    consoles.length === 1 ? attachConsole(guest.console, how) : attachConsoles(consoles, how);
  const detach = attach({
    output: options.json ? process.stderr : process.stdout,
    keys: { x: () => guest.kill(), ...(taker === undefined ? {} : { s: taker.take }) },
    // Nothing is typed into a machine that ends when it takes commands.
    ready: savedAt !== undefined && savedAt === ready ? NEVER : ready,
  });
  if (taker !== undefined) process.on('SIGUSR2', taker.take);
  if (taker !== undefined && savedAt !== undefined) whenSaid(guest.console, savedAt, taker.take);
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
    if (error instanceof ForeignGuest)
      throw new CommandError(
        error.message,
        'Take another QEMU with --qemu, or another snapshot with this one.',
      );
    throw qemuProblem(error);
  } finally {
    detach();
    if (taker !== undefined) process.off('SIGUSR2', taker.take);
  }
}
