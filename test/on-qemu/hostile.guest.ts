/**
 * A guest that is hostile: it makes calls with random and mutated registers and TX contents, and reads where it must not. Nothing it does stops
 * us, or helps it, and a guest that behaves works afterwards. `ROUNDS=100 SEED=7` goes on for a minute, with another seed.
 */

import { expect, onTestFinished, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import { setX, w } from '../../src/core/abi/frame.ts';
import { functionId } from '../../src/core/abi/functions.ts';
import type { ProgramOf } from '../../src/core/board/activity.ts';
import { Board } from '../../src/core/board/board.ts';
import { openHandles } from '../../src/core/board/open-handles.ts';
import { pageReport } from '../../src/core/board/page-report.ts';
import { Tally } from '../../src/core/board/tally.ts';
import { callFunction } from '../../src/core/client/driver.ts';
import { Ffa } from '../../src/core/client/ffa.ts';
import { read, write } from '../../src/core/client/port.ts';
import { loanProgram } from '../../src/core/programs/loan.ts';
import { QemuBoard } from '../../src/node/qemu/board/qemu-board.ts';
import type { CpuFrame } from '../../src/node/qemu/link/cpu-frame.ts';
import { EL2_VECTORS, FRAMES, GUEST_RAM } from '../../src/node/qemu/monitor/mailbox.ts';
import { DOORBELL, FLASH, SECURE_RAM } from '../../src/node/qemu/monitor/virt-map.ts';
import { hostileCode, NEXT_RECORDS, RECORD } from '../../src/node/qemu/payload/hostile-code.ts';
import { StepAgent } from '../../src/node/qemu/payload/step-agent.ts';
import { AGENT_END, stepAgentCode } from '../../src/node/qemu/payload/step-agent-code.ts';
import { checkBooks, checkWorlds } from '../spmc/support/walk/books.ts';
import { agentMachine, HAS_QEMU, OS_BUFFERS, OS_MEMORY, PLACES, VAULT, VAULT_MEMORY } from './agent-board.ts';
import { randomOf, records, type Sample } from './hostile-records.ts';

const { ROUNDS = '2', SEED = '1' } = process.env;
const COUNT = 4000;

const CODE = 0x4040_0000;
const RECORDS_AT = 0x4041_0000;
const CODE_END: number = RECORDS_AT + COUNT * RECORD.BYTES;
const VAULT_BUFFERS = { tx: VAULT_MEMORY, rx: VAULT_MEMORY + 0x1000, pages: 1 };
/** Pages that no sample is about. */
const SPARE = 0x4300_0000;
const SPARE_BUFFERS = { tx: SPARE + 0x1000, rx: SPARE + 0x2000, pages: 1 };
const FORBIDDEN = [FRAMES, EL2_VECTORS, VAULT_MEMORY, SECURE_RAM + 0xf0_0000, FLASH, DOORBELL];

const send = (page: number, pages = 1) => ({
  receivers: [{ endpoint: VAULT, permissions: DATA_RW }],
  constituents: Array.from({ length: pages }, (_, index) => ({
    address: OS_MEMORY + 0x1000 * (page + 2 * index),
    pages: 1,
  })),
});

/** What a guest does that behaves, with everything that a partition manager is for. */
const behaves: ProgramOf = function* (ffa) {
  yield* ffa.start(OS_BUFFERS);
  yield* ffa.partitions();
  for (const how of ['share', 'lend'] as const)
    for (const pages of [1, 4]) {
      const handle = yield* ffa[how](send(0, pages));
      const asked = functionId(how === 'share' ? 'FFA_MEM_SHARE' : 'FFA_MEM_LEND');
      yield* ffa.directRequest(VAULT, [asked, Number(handle)]);
      yield* ffa.reclaim(handle);
    }
  const given = yield* ffa.donate({ ...send(8), receivers: [{ endpoint: VAULT, permissions: 0 }] });
  yield* ffa.reclaim(given);
  for (const name of ['FFA_ID_GET', 'FFA_RX_RELEASE', 'FFA_RXTX_UNMAP']) yield* callFunction(name, {});
  yield* callFunction('FFA_FEATURES', { 1: functionId('FFA_RXTX_MAP', 64) });
  yield* callFunction('FFA_NOTIFICATION_BITMAP_CREATE', { 1: 0, 2: 1 });
  yield* callFunction('FFA_NOTIFICATION_BIND', { 1: VAULT * 0x1_0000, 3: 1 });
  yield* callFunction('FFA_NOTIFICATION_GET', { 1: 0, 2: 0xf });
  yield* callFunction('FFA_RXTX_MAP', { 1: OS_BUFFERS.tx, 2: OS_BUFFERS.rx, 3: 1 });
};

/** Its calls, as they are on another machine of the same kind. */
function samples(mediated: boolean): readonly Sample[] {
  const board = new Board(agentMachine(1, mediated));
  const taken: Sample[] = [];
  board.boot({ programs: { vault: loanProgram(VAULT_BUFFERS) } });
  board.listen((event) => {
    if (event.kind !== 'call' || event.from !== 'os') return;
    taken.push(event.tx === undefined ? { frame: event.in } : { frame: event.in, tx: event.tx });
  });
  board.perform('os', behaves);
  return taken;
}

const NAME = 'a hostile guest $place gets nowhere, and one that behaves works after it';

test.runIf(HAS_QEMU).each(PLACES)(NAME, async ({ id, mediated }) => {
  const board = new QemuBoard(agentMachine(1, mediated), 'os');
  onTestFinished(() => board.close());
  const { machine } = board;
  // What the payload is made of is the vault's as well, so that the guest cannot send it away under its own feet.
  machine.boot({ without: ['vault'] });
  const kept = machine.perform('os', function* (ffa) {
    yield* ffa.start(SPARE_BUFFERS);
    const handle = yield* ffa.share({
      receivers: [{ endpoint: VAULT, permissions: DATA_RW }],
      constituents: [
        { address: GUEST_RAM, pages: (AGENT_END - GUEST_RAM) / 0x1000 },
        { address: CODE, pages: (CODE_END - CODE) / 0x1000 },
      ],
    });
    yield* ffa.stop();
    return handle;
  });
  machine.start('vault', function* (ffa) {
    yield* ffa.start(VAULT_BUFFERS);
    yield* ffa.retrieve({ handle: kept, sender: id, receivers: [{ endpoint: VAULT, permissions: DATA_RW }] });
    yield* ffa.stop();
    yield* loanProgram(VAULT_BUFFERS)(ffa);
  });
  const tally = new Tally();
  machine.listen(tally.note);
  const before = pageReport(machine);

  const random = randomOf(Number(SEED));
  const good = samples(mediated);
  let rounds = 0;
  let leaks = 0;
  const agentCode = stepAgentCode();
  const code = hostileCode({ base: CODE, records: RECORDS_AT, tx: OS_BUFFERS.tx, next: agentCode.base });
  for (const { base, bytes } of [agentCode, code]) board.load(base, bytes);
  const agents: StepAgent[] = [];
  board.boot({
    level: 'EL1',
    entry: { address: BigInt(CODE), argument: 0n },
    services: (link, ram) => {
      const agent = new StepAgent(link, ram);
      agents.push(agent);
      const next = ({ registers }: CpuFrame) => {
        leaks = w(registers, 1);
        checkBooks(machine);
        checkWorlds(machine);
        const more = rounds++ < Number(ROUNDS);
        if (more) board.load(RECORDS_AT, records(good, FORBIDDEN, COUNT, random));
        setX(registers, 0, more ? BigInt(COUNT) : 0n);
        return true;
      };
      return new Map([...agent.services, [NEXT_RECORDS, next]]);
    },
  });
  const [agent] = agents;
  const os = new Ffa();

  // What it has in flight it takes back, its buffers as well; then it does what guests do.
  await agent!.perform(callFunction('FFA_RXTX_UNMAP', {}));
  for (const { handle } of openHandles(machine))
    if (handle !== kept) await agent!.perform(os.reclaim(handle));
  expect(pageReport(machine)).toEqual(before);
  await agent!.perform(os.start(OS_BUFFERS));
  await agent!.perform(write(SPARE, Uint8Array.of(1, 2, 3, 4)));
  const spare = { ...send(0), constituents: [{ address: SPARE, pages: 1 }] };
  const handle = await agent!.perform(os.share(spare));
  const [status, , sum] = await agent!.perform(
    os.directRequest(VAULT, [
      functionId('FFA_MEM_SHARE'),
      Number(handle & 0xffff_ffffn),
      Number(handle >> 32n),
    ]),
  );
  await agent!.perform(os.reclaim(handle));

  expect([status, sum]).toEqual([0, 10]);
  expect(await agent!.perform(read(SPARE, 4))).toEqual(Uint8Array.of(0xfe, 0xfd, 0xfc, 0xfb));
  expect(leaks).toBe(0);
  // It has been everywhere.
  const calls = tally.byFunction().reduce((total, { calls: count }) => total + count, 0);
  expect(calls).toBeGreaterThan(COUNT);
  expect(tally.byRule().length).toBeGreaterThan(40);
  if (SEED !== '1' || ROUNDS !== '2')
    console.log(`seed ${SEED}: ${calls} calls, ${tally.byRule().length} rules met`);
});
