import type { ProgramOf } from '../../core/board/activity.ts';
import type { Guest } from '../qemu/board/guest.ts';
import type { QemuBoard } from '../qemu/board/qemu-board.ts';
import type { Member } from './boot-members.ts';
import type { Happened } from './boot-story.ts';

/** A machine with all that it takes to start it, or to go on with it. */
export interface Prepared {
  readonly board: QemuBoard;
  readonly programs: Readonly<Record<string, ProgramOf>>;
  readonly members: readonly Member[];
  /** What has happened on it, before it came here. */
  readonly happened: readonly Happened[];
  readonly start: () => Promise<Guest>;
}
