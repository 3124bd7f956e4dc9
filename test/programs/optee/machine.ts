import { Board } from '../../../src/core/board/board.ts';
import { describeMachine } from '../../../src/core/board/describe-machine.ts';
import type { Ffa } from '../../../src/core/client/ffa.ts';
import type { Program } from '../../../src/core/client/port.ts';
import { OPTEE_UUID } from '../../../src/core/programs/optee/abi.ts';
import type { TeeLimits } from '../../../src/core/programs/optee/limits.ts';
import { opteeProgram } from '../../../src/core/programs/optee/optee.ts';
import { LinuxDriver } from './linux-driver.ts';

const OS = 0x4000_0000;
const GUEST = 0x5000_0000;
const SECURE = 0xe00_0000;
const PAGES = 512;

/** Memory of a client that is for tests, behind its buffers and messages. */
export const OS_DATA: number = OS + 0x10_0000;
export const GUEST_DATA: number = GUEST + 0x10_0000;

/** What the random numbers of a test are: 0x40, 0x41, ... */
const counting = (bytes: number) => Uint8Array.from({ length: bytes }, (_, index) => 0x40 + index);

/** A hypervisor that is an OS as well, a guest, and the partition that both take for OP-TEE. */
export function opteeBoard(limits: Partial<TeeLimits> = {}): Board {
  const board = new Board(
    describeMachine({
      memory: [
        { name: 'os', base: OS, pages: PAGES },
        { name: 'guest', base: GUEST, pages: PAGES },
        { name: 'secure', base: SECURE, pages: 16, secure: true },
      ],
      partitions: [
        { name: 'os', id: 0, memory: [{ base: OS, pages: PAGES }] },
        { name: 'guest', id: 1, memory: [{ base: GUEST, pages: PAGES }] },
        { name: 'optee', id: 0x8001, uuids: [OPTEE_UUID], memory: [{ base: SECURE, pages: 16 }] },
      ],
    }),
  );
  const buffers = { tx: SECURE, rx: SECURE + 0x1000, pages: 1 };
  board.boot({ programs: { optee: opteeProgram({ buffers, random: counting, limits }) } });
  return board;
}

/** Runs a driver in one of the partitions. */
export function drive<Result>(
  board: Board,
  partition: 'os' | 'guest',
  task: (driver: LinuxDriver, ffa: Ffa) => Program<Result>,
): Result {
  const base = partition === 'os' ? OS : GUEST;
  return board.perform(partition, function* (ffa) {
    const driver = new LinuxDriver(ffa, base);
    yield* driver.probe();
    return yield* task(driver, ffa);
  });
}
