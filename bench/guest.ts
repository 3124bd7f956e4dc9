/** Times calls of a guest in QEMU, from the guest's own instruction before the call to the one behind it: `npm run bench:guest`. */

import { assemble } from '#node/qemu/asm/assemble.js';
import { guestMachine } from '#node/qemu/board/guest-machine.js';
import { QemuBoard } from '#node/qemu/board/qemu-board.js';
import { GUEST_RAM } from '#node/qemu/monitor/mailbox.js';
import { timingLoop } from '#node/qemu/payload/timing-loop.js';

const CALLS = 20_000;
const WARM_UP = 2000;
const FFA_ID_GET = 0x8400_0069;
const RESULTS: number = GUEST_RAM + 0x10_0000;
/** QEMU's counter, of the processors that are timed: 62.5 MHz. */
const MICROSECONDS_PER_TICK = 0.016;
const SPINS = [0, 5000, 100_000];

/** Microseconds of each call, sorted. */
async function time(spin: number): Promise<readonly number[]> {
  const spec = guestMachine({ guest: 'os', cpus: 1, ramBytes: 0x400_0000, partitions: [] });
  const board = new QemuBoard(spec, 'os', { spin });
  board.load(GUEST_RAM, assemble(timingLoop(FFA_ID_GET, CALLS, RESULTS), GUEST_RAM).bytes);
  await board.boot({ level: 'EL1', entry: { address: BigInt(GUEST_RAM), argument: 0n } }).ended;
  const bytes = board.machine.memory.readBytes(RESULTS, 8 * CALLS) ?? new Uint8Array();
  board.close();
  return [...new BigUint64Array(bytes.buffer).subarray(WARM_UP)]
    .map((ticks) => Number(ticks) * MICROSECONDS_PER_TICK)
    .sort((left, right) => left - right);
}

process.stdout.write(`FFA_ID_GET from EL1 of a Cortex-A76, ${CALLS} calls, µs\n`);
for (const spin of SPINS) {
  const times = await time(spin);
  const at = (part: number) =>
    (times[Math.floor(part * (times.length - 1))] ?? Number.NaN).toFixed(1).padStart(8);
  process.stdout.write(
    `spin ${String(spin).padStart(6)}   min ${at(0)}   p50 ${at(0.5)}   p99 ${at(0.99)}\n`,
  );
}
