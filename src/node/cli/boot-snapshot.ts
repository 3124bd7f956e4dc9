import { createHash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { Board } from '../../core/board/board.ts';
import type { MachineSpec } from '../../core/board/machine.ts';
import { stateBytes } from '../../core/saving/state-bytes.ts';
import { stateOfBytes } from '../../core/saving/state-of-bytes.ts';
import type { Guest } from '../qemu/board/guest.ts';
import { QemuBoard, type SavedQemuBoard } from '../qemu/board/qemu-board.ts';
import { QmpClosed } from '../qemu/link/qmp.ts';
import { firmwareImage } from '../qemu/monitor/firmware-image.ts';
import type { Extents } from '../ram/ram-extents.ts';
import { type Maker, ofAnotherBuild } from '../snapshot/header.ts';
import { SnapshotProblem } from '../snapshot/problem.ts';
import { SnapshotFile } from '../snapshot/read-snapshot.ts';
import { unwritable, writeSnapshot } from '../snapshot/write-snapshot.ts';
import { BOOT_PROGRAMS } from './boot-machine.ts';
import { type Member, programsOf } from './boot-members.ts';
import type { Prepared } from './boot-prepared.ts';
import type { Happened, Story } from './boot-story.ts';
import { CommandError } from './exit.ts';
import { packageVersion } from './package-version.ts';

/** What is in a snapshot beside memory. */
interface State {
  /** A SavedQemuBoard, in which programs are the names of their partitions. */
  readonly board: Uint8Array;
  readonly extents: Extents;
  /** Partitions that were put beside the guest. */
  readonly members: readonly Member[];
  readonly happened: readonly Happened[];
  /** What the machine was when it had just been made: that of another build is another. */
  readonly origin: number;
}

const MEBIBYTE = 2 ** 20;

/** What a snapshot is taken of. */
interface Taken extends Pick<Prepared, 'board' | 'programs' | 'members'> {
  readonly guest: Guest;
  readonly story: Story;
}

/** Takes one snapshot, when it is told to. The guest ends with it. */
export class SnapshotTaker {
  private readonly name: string;
  private readonly taken: Taken;
  private writing: Promise<void> | undefined;
  private failure: unknown;
  private bytes = 0;

  constructor(name: string, taken: Taken) {
    this.name = name;
    this.taken = taken;
  }

  readonly take = (): void => {
    this.writing ??= this.write();
  };

  /** After the guest has ended. Returns what to say of the snapshot; throws a CommandError when there is none. */
  async outcome(): Promise<string> {
    await this.writing;
    const { name, failure, bytes } = this;
    if (failure !== undefined && !(failure instanceof QmpClosed)) throw failure;
    if (bytes === 0)
      throw new CommandError(
        `${name} was not written: the guest has ended before`,
        'A snapshot is taken when the console says what --snapshot-at has, at Ctrl-A s, or at SIGUSR2.',
      );
    return `${name} has the machine, in ${Math.ceil(bytes / MEBIBYTE)} MiB. tantalum boot --restore ${name} goes on with it.`;
  }

  private async write(): Promise<void> {
    const { board, guest, programs, members, story } = this.taken;
    try {
      this.bytes = await writeSnapshot(this.name, maker(), async (put) => {
        const { saved, extents } = await board.save(put);
        return stateBytes({
          ...{ board: stateBytes(saved, programs), extents, members },
          ...{ happened: story.happened, origin: originOf(saved.spec) },
        } satisfies State);
      });
      guest.leave();
    } catch (error) {
      this.failure = error;
      guest.kill();
    }
  }
}

/** Takes a machine out of a snapshot. Throws a SnapshotProblem, also when it is started, if the file turns out to be damaged. */
export function restoredMachine(name: string, qemu: string): Prepared {
  const file = new SnapshotFile(name, maker());
  const { board: bytes, extents, members, happened, origin } = stateOfBytes(file.state) as State;
  const programs = { ...BOOT_PROGRAMS, ...programsOf(members) };
  const saved = stateOfBytes(bytes, programs) as SavedQemuBoard;
  if (originOf(saved.spec) !== origin) throw ofAnotherBuild(name);
  const board = new QemuBoard(saved.spec, saved.partition, { program: qemu, model: saved.model });
  const start = async () => {
    try {
      const guest = board.goOn(saved, extents, (piece) => file.take(piece));
      file.verify();
      return guest;
    } finally {
      file.close();
    }
  };
  return { board, programs, members, happened, start };
}

function originOf(spec: MachineSpec): number {
  return crc32(stateBytes(new Board(spec).save()));
}

/** Throws a SnapshotProblem when there can be no file of this name. */
export function expectWritable(name: string): void {
  try {
    accessSync(dirname(name), constants.W_OK);
  } catch (error) {
    throw unwritable(name, error as Error);
  }
}

/** Does something with snapshots; problems with them are told as those of the command. */
export async function withSnapshots<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw error instanceof SnapshotProblem ? new CommandError(error.message, error.hint) : error;
  }
}

function maker(): Maker {
  const monitor = createHash('sha256').update(firmwareImage().bytes).digest('hex');
  return { tantalum: packageVersion(), monitor };
}
