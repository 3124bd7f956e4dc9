import { DATA_RW } from '#core/abi/bits.js';
import { w } from '#core/abi/frame.js';
import { functionId } from '#core/abi/functions.js';
import { Board } from '#core/board/board.js';
import type { MachineSpec } from '#core/board/machine.js';
import { assemble } from '#node/qemu/asm/assemble.js';
import { guestMachine } from '#node/qemu/board/guest-machine.js';
import { QemuBoard } from '#node/qemu/board/qemu-board.js';
import { GUEST_RAM } from '#node/qemu/monitor/mailbox.js';
import { RAM, SECURE_RAM } from '#node/qemu/monitor/virt-map.js';
import { ECHOING_PARTITION } from '#node/qemu/payload/direct-responses.js';
import { type TimedCall, type TimedCalls, timingLoop } from '#node/qemu/payload/timing-loop.js';
import { pinApart } from './pinning.ts';

/** QEMU's counter, of the processors that are timed: 62.5 MHz. */
const MICROSECONDS_PER_TICK = 0.016;
const WARM_UP = 0.1;

const RAM_BYTES = 0x400_0000;
/** What partitions with code need. */
const MODEL_WITH_SECURE_EL2 = 'max,pauth-impdef=on';
const RECEIVER = 0x8001;
const TX: number = GUEST_RAM + 0x10_0000;
const RX: number = TX + 0x1000;
/** Prebuilt contents of TX, page by page. */
const PREBUILT: number = TX + 0x2000;
const RESULTS: number = GUEST_RAM + 0x20_0000;
/** What is shared: every other page of 8 MiB. */
const SHARED: number = GUEST_RAM + 0x100_0000;
const SCATTERED_PAGES = 1024;

const SUCCESS = functionId('FFA_SUCCESS');
const MORE = functionId('FFA_MEM_FRAG_RX');
const HANDLE_OF_SUCCESS = 2;
const HANDLE_OF_MORE = 1;

/** What is timed. */
interface Timed {
  readonly name: string;
  readonly calls: TimedCalls;
}

/** Microseconds of each time that something was done, sorted. */
export interface Times {
  readonly name: string;
  readonly microseconds: readonly number[];
}

const VERSION: TimedCall = { registers: [functionId('FFA_VERSION'), 0x1_0002], answer: 0x1_0003 };
const ID_GET: TimedCall = { registers: [functionId('FFA_ID_GET')], answer: SUCCESS };
const MAP: TimedCall = { registers: [functionId('FFA_RXTX_MAP'), TX, RX, 1], answer: SUCCESS };
const DIRECT_REQUEST: TimedCall = {
  registers: [functionId('FFA_MSG_SEND_DIRECT_REQ'), RECEIVER, 0, 1],
  answer: functionId('FFA_MSG_SEND_DIRECT_RESP'),
};
const RECLAIM: TimedCall = { registers: [functionId('FFA_MEM_RECLAIM')], ofHandle: true, answer: SUCCESS };

/** How calls are timed. */
interface Timing {
  readonly rounds: number;
  /** How often a processor looks for its answer before it sleeps. */
  readonly spin: number;
  /** QEMU and this process have a processor each, and keep it. */
  readonly pinned?: boolean;
  /** Our hypervisor takes the calls. */
  readonly mediated?: boolean;
}

/** Times calls of a guest that its manager answers, or the hypervisor before it. */
export async function timeCalls(timing: Timing): Promise<readonly Times[]> {
  const spec = machine(timing.mediated === true);
  const share = (count: number, pages: Uint8Array[]) => shareOn(spec, count, pages);
  const board = new QemuBoard(spec, 'os', { spin: timing.spin });
  try {
    const pages: Uint8Array[] = [];
    const timed: readonly Timed[] = [
      { name: 'FFA_VERSION', calls: [VERSION] },
      { name: 'FFA_ID_GET', calls: [ID_GET] },
      { name: 'FFA_MEM_SHARE, 1 page', calls: share(1, pages) },
      { name: 'FFA_MEM_RECLAIM, 1 page', calls: [RECLAIM] },
      { name: 'FFA_MEM_SHARE, 4 MiB in 1,024 pieces, 5 calls', calls: share(SCATTERED_PAGES, pages) },
      { name: 'FFA_MEM_RECLAIM, 4 MiB in 1,024 pieces', calls: [RECLAIM] },
    ];
    pages.forEach((bytes, page) => {
      board.load(PREBUILT + 0x1000 * page, bytes);
    });
    board.machine.boot();
    return await run(board, [VERSION, MAP], timed, timing);
  } finally {
    board.close();
  }
}

/** Times direct requests to a partition with code of its own, at S-EL1. */
export async function timeDirectRequests(timing: Timing): Promise<readonly Times[]> {
  const partition = { name: 'receiver', id: RECEIVER, memory: [{ base: RAM + RAM_BYTES, pages: 16 }] };
  const spec = guestMachine({
    ...{ guest: 'os', mediated: false, cpus: 1, ramBytes: RAM_BYTES, codeBytes: 0x20_0000 },
    partitions: [partition],
  });
  const board = new QemuBoard(spec, 'os', { model: MODEL_WITH_SECURE_EL2, spin: timing.spin });
  try {
    board.install(partition.name, assemble(ECHOING_PARTITION, RAM + RAM_BYTES).bytes, RAM + RAM_BYTES);
    board.machine.boot({ without: [partition.name] });
    const timed = [{ name: 'FFA_MSG_SEND_DIRECT_REQ to S-EL1 and back', calls: [DIRECT_REQUEST] }];
    return await run(board, [VERSION], timed, timing);
  } finally {
    board.close();
  }
}

/** Has the guest of a board make calls round by round, and turn the machine off. */
async function run(
  board: QemuBoard,
  first: TimedCalls,
  timed: readonly Timed[],
  { rounds, pinned = false }: Timing,
): Promise<readonly Times[]> {
  const sequences = timed.map(({ calls }) => calls);
  board.load(GUEST_RAM, assemble(timingLoop(first, sequences, rounds, RESULTS), GUEST_RAM).bytes);
  const guest = board.boot({ level: 'EL1', entry: { address: BigInt(GUEST_RAM), argument: 0n } });
  const unpin = pinned ? pinApart(guest.pid ?? 0) : undefined;
  const { how } = await guest.ended.finally(unpin);
  if (how !== 'off') throw new Error('a call was not answered as it has to be');
  const bytes = board.machine.memory.readBytes(RESULTS, 8 * rounds * timed.length) ?? new Uint8Array();
  const ticks = new BigUint64Array(bytes.buffer);
  return timed.map(({ name }, index) => ({
    name,
    microseconds: [...ticks]
      .filter((_, at) => at % timed.length === index && at >= WARM_UP * ticks.length)
      .map((each) => Number(each) * MICROSECONDS_PER_TICK)
      .sort((left, right) => left - right),
  }));
}

function machine(mediated: boolean): MachineSpec {
  return guestMachine({
    ...{ guest: 'os', mediated, cpus: 1, ramBytes: RAM_BYTES },
    partitions: [{ name: 'receiver', id: RECEIVER, memory: [{ base: SECURE_RAM, pages: 16 }] }],
  });
}

/** The calls of a share as our driver makes them; what it puts into TX is added to `pages`. */
function shareOn(machine: MachineSpec, count: number, pages: Uint8Array[]): TimedCalls {
  const board = new Board(machine);
  board.boot();
  board.perform('os', (ffa) => ffa.start({ tx: TX, rx: RX, pages: 1 }));
  const calls: TimedCall[] = [];
  board.listen((event) => {
    if (event.kind !== 'call' || event.tx === undefined || event.from !== 'os') return;
    const answer = w(event.out, 0);
    calls.push({
      registers: Array.from({ length: 8 }, (_, register) => w(event.in, register)),
      tx: { from: PREBUILT + 0x1000 * pages.length, to: TX, bytes: Math.ceil(event.tx.length / 8) * 8 },
      ...(calls.length === 0 ? {} : { ofHandle: true as const }),
      answer,
      givesHandle: answer === MORE ? HANDLE_OF_MORE : HANDLE_OF_SUCCESS,
    });
    pages.push(event.tx);
  });
  const constituents = Array.from({ length: count }, (_, page) => ({
    address: SHARED + 0x2000 * page,
    pages: 1,
  }));
  board.perform('os', (ffa) =>
    ffa.share({ receivers: [{ endpoint: RECEIVER, permissions: DATA_RW }], constituents }),
  );
  return calls;
}
