import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { frameOf } from '../../src/core/abi/frame.ts';
import { functionId } from '../../src/core/abi/functions.ts';
import { assemble } from '../../src/node/qemu/asm/assemble.ts';
import { b } from '../../src/node/qemu/asm/branches.ts';
import { label } from '../../src/node/qemu/asm/program.ts';
import { QemuError } from '../../src/node/qemu/board/guest.ts';
import { QemuBoard } from '../../src/node/qemu/board/qemu-board.ts';
import { GUEST_RAM } from '../../src/node/qemu/monitor/mailbox.ts';
import { PROGRAM } from '../cli/support.ts';
import { agentBoard, agentMachine, HAS_QEMU, VAULT } from './agent-board.ts';

/** A process with a guest that waits for steps, which says QEMU's process id and then does something else. */
const OWNER = (and: string) => `
import { guestMachine } from '${built('board/guest-machine.js')}';
import { QemuBoard } from '${built('board/qemu-board.js')}';
import { StepAgent } from '${built('payload/step-agent.js')}';
import { stepAgentCode } from '${built('payload/step-agent-code.js')}';
const board = new QemuBoard(guestMachine({ guest: 'os', mediated: false, cpus: 1, ramBytes: 0x4000000, partitions: [] }), 'os');
const { base, bytes } = stepAgentCode();
board.load(base, bytes);
let agent;
const guest = board.boot({
  level: 'EL1',
  entry: { address: BigInt(base), argument: 0n },
  services: (link, ram) => (agent = new StepAgent(link, ram)).services,
});
await agent.take({ do: 'read', address: base, length: 4 });
process.stdout.write(guest.pid + '\\n');
${and}`;

function built(file: string): string {
  return new URL(`../../dist/node/qemu/${file}`, import.meta.url).href;
}

/** Starts an owner. Returns it and the process id of its QEMU. */
async function owner(and = ''): Promise<{ readonly process: ChildProcess; readonly qemu: number }> {
  const process = spawn(globalThis.process.execPath, ['--input-type=module', '-e', OWNER(and)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void process.kill('SIGKILL'));
  const [line] = (await once(process.stdout!, 'data')) as [Buffer];
  return { process, qemu: Number(line.toString()) };
}

/** One that has ended and that nobody has asked about yet is not alive. */
function lives(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout);
}

/** The QEMU that a process has started, once there is one. */
async function childOf(pid: number): Promise<number> {
  for (;;) {
    const { stdout } = spawnSync('ps', ['-o', 'pid=,comm=', '--ppid', String(pid)], { encoding: 'utf8' });
    const [, child] = /^\s*(\d+) qemu-system/m.exec(stdout) ?? [];
    if (child !== undefined) return Number(child);
    await delay(10);
  }
}

async function dies(pid: number): Promise<void> {
  while (lives(pid)) await delay(10);
}

describe.runIf(HAS_QEMU)('QEMU ends with its owner', () => {
  test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'])('that %s ends', async (signal) => {
    const { process, qemu } = await owner();
    expect(lives(qemu)).toBe(true);
    process.kill(signal);
    await dies(qemu);
  });

  test.each([
    ['leaves', 'process.exit(0)'],
    ['fails', 'throw new Error("of its own")'],
    ['fails later', 'setTimeout(() => { throw new Error("of its own") })'],
  ])('that %s', async (_name, and) => {
    const { qemu } = await owner(and);
    await dies(qemu);
  });
});

/** What is left of memory that is shared with QEMU, by the names that we give it. */
function sharedMemory(): readonly string[] {
  return readdirSync('/dev/shm').filter((name) => name.startsWith('tantalum-'));
}

describe.runIf(HAS_QEMU)('tantalum boot', () => {
  test('says that QEMU has died, and leaves nothing behind', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tantalum-owner-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'busy');
    writeFileSync(file, assemble([label('here'), b('here')], GUEST_RAM).bytes);
    const address = `0x${GUEST_RAM.toString(16)}`;
    const args = ['boot', '--memory', '64', '--load', `${file}@${address}`, '--entry', address];
    const command = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => void command.kill('SIGKILL'));
    let said = '';
    command.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(command, 'close');
    const qemu = await childOf(command.pid!);
    process.kill(qemu, 'SIGKILL');

    expect(await ended).toEqual([2, null]);

    expect(said).toContain('qemu-system-aarch64 ended with SIGKILL');
    await dies(qemu);
    expect(sharedMemory()).toEqual([]);
  });
});

describe.runIf(HAS_QEMU)('a guest', () => {
  test('is over when it is told to be', async () => {
    const { guest } = agentBoard();
    const { pid } = guest;
    guest.kill();
    expect(await guest.ended).toEqual({ how: 'killed' });
    await dies(pid!);
  });

  test('is over when a program of its machine fails, with its error', async () => {
    const { board, guest, agent } = agentBoard();
    board.machine.start('vault', function* (ffa) {
      yield* ffa.wait();
      throw new RangeError('a defect of the program');
    });
    void agent.take({ do: 'call', frame: frameOf(functionId('FFA_MSG_SEND_DIRECT_REQ'), VAULT) });
    await expect(guest.ended).rejects.toThrow(new RangeError('a defect of the program'));
    await dies(guest.pid!);
  });

  test('cannot go on without QEMU', async () => {
    const { guest } = agentBoard();
    process.kill(guest.pid!, 'SIGKILL');
    await expect(guest.ended).rejects.toSatisfy(
      (error) => error instanceof QemuError && error.became === 'killed',
    );
  });

  test.each([
    ['is not installed', { program: 'qemu-of-tomorrow' }, 'qemu-of-tomorrow is not installed'],
    ['does not know the processor', { model: 'cortex-z99' }, /ended with 1: .*cortex-z99/],
  ])('cannot start when QEMU %s', async (_name, options, message) => {
    const board = new QemuBoard(agentMachine(), 'os', options);
    onTestFinished(() => board.close());
    const { ended } = board.boot({ level: 'EL1', entry: { address: 0n, argument: 0n } });
    await expect(ended).rejects.toThrow(message);
  });
});
