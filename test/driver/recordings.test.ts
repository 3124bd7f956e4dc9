/** The model of Linux 7.2 makes the calls that Linux 7.2 made, register by register and byte by byte. */

import { describe, expect, test } from 'vitest';
import { decodeTransaction } from '../../src/core/abi/decode-transaction.ts';
import { type Frame, x } from '../../src/core/abi/frame.ts';
import { functionName } from '../../src/core/abi/functions.ts';
import { VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import type { Program } from '../../src/core/client/port.ts';
import type { Device } from '../../src/core/driver/device.ts';
import { KernelDriver } from '../../src/core/driver/kernel-driver.ts';
import { LINUX_7_2 } from '../../src/core/driver/models/linux-7.2.ts';
import type { Result } from '../../src/core/driver/result.ts';
import { segmentsOf } from '../../src/core/driver/scatter.ts';
import { hex, recordedCalls } from '../abi/support.ts';
import { type Answer, registers, ScriptedMachine } from '../client/scripted.ts';

type Recorded = ReturnType<typeof recordedCalls>[number];

const TRACES = [
  ['linux-7.2-probe-optee', VERSION_1_2],
  ['linux-7.2-share-1mib-scattered', VERSION_1_2],
  ['linux-7.2-notifications', VERSION_1_2],
  ['linux-7.2-spmc-v1.1-share', VERSION_1_1],
] as const;

/** The calls of FF-A in a recording; what else Linux calls has other numbers. */
function ffaCalls(name: string): Recorded[] {
  return recordedCalls(name).filter((call) => {
    const id = Number(call.in[0]);
    return (id & 0xbfff_ff00) >>> 0 === 0x8400_0000 && (id & 0xff) >= 0x60;
  });
}

const nameOf = (call: Recorded) => functionName(Number(call.in[0]));
const word = (call: Recorded, register: number) => Number(BigInt(call.in[register]!) & 0xffff_ffffn);

/** A machine that answers what was answered then. */
function machineOf(calls: readonly Recorded[]): ScriptedMachine {
  const map = calls.find((call) => nameOf(call) === 'FFA_RXTX_MAP_64')!;
  const answers = calls.map(
    (call): Answer =>
      () => {
        if (call.rx !== undefined) machine.rx.set(hex(call.rx));
        return registers(...call.out!.map(BigInt));
      },
  );
  const machine = new ScriptedMachine(Number(map.in[1]), Number(map.in[2]), answers);
  return machine;
}

/** What a client of Linux's driver asked of it, so that it made this call. */
function operation(
  driver: KernelDriver,
  calls: readonly Recorded[],
  version: number,
): Program<Result<unknown>> {
  const [call] = calls as [Recorded];
  const device = (partition: number): Device => driver.bus.deviceOf(partition)!;
  const name = nameOf(call).replace(/_(32|64)$/, '');
  if (name === 'FFA_MSG_SEND_DIRECT_REQ')
    return driver.messages.request(
      device(word(call, 1) & 0xffff),
      [3, 4, 5, 6, 7].map((register) => word(call, register)),
    );
  if (name === 'FFA_MEM_SHARE') return driver.memory.share(sharedBy(calls, version));
  if (name === 'FFA_MEM_RECLAIM')
    return driver.memory.reclaim(BigInt(word(call, 1)) | (BigInt(word(call, 2)) << 32n), word(call, 3));
  if (name === 'FFA_NOTIFICATION_BIND')
    return driver.notifications.request(device(word(call, 1) >>> 16), Math.log2(word(call, 3)), () => {});
  if (name === 'FFA_NOTIFICATION_UNBIND')
    return driver.notifications.relinquish(device(word(call, 1) >>> 16), Math.log2(word(call, 3)));
  if (name === 'FFA_NOTIFICATION_INFO_GET') return driver.notifications.serve();
  throw new Error(`nobody asks for ${name}`);
}

/** The pages that the descriptor of a recorded share names, in its fragments. */
function sharedBy(calls: readonly Recorded[], version: number) {
  const [first, second] = calls as [Recorded, Recorded | undefined];
  const rest = second !== undefined && nameOf(second) === 'FFA_MEM_FRAG_TX' ? hex(second.tx!) : [];
  const decoded = decodeTransaction(Uint8Array.of(...hex(first.tx!), ...rest), version);
  if (!decoded.ok) throw new Error(decoded.error.detail);
  const pages = decoded.value.composite!.constituents.map(({ address }) => address);
  return { borrowers: [{ endpoint: 0x8001, permissions: 0x02 }], segments: segmentsOf(pages) };
}

describe.each(TRACES)('%s', (name, version) => {
  test('is what the model does, from its start to its end', () => {
    const calls = ffaCalls(name);
    const machine = machineOf(calls);
    const map = calls.find((call) => nameOf(call) === 'FFA_RXTX_MAP_64')!;
    const buffers = { tx: Number(map.in[1]), rx: Number(map.in[2]), pages: 1 };
    const driver = new KernelDriver(LINUX_7_2, { buffers });

    expect(machine.run(driver.probe())).toEqual({ ok: true, value: undefined });
    // OP-TEE's driver asks in 32 bits.
    driver.messages.use32Bits(driver.bus.deviceOf(0x8001)!);
    const end = calls.findIndex((call) =>
      ['FFA_NOTIFICATION_BITMAP_DESTROY', 'FFA_RXTX_UNMAP'].includes(nameOf(call)),
    );
    while (machine.calls.length < end) {
      const result = machine.run(operation(driver, calls.slice(machine.calls.length), version));
      expect(result).toMatchObject({ ok: true });
    }
    expect(machine.run(driver.remove())).toEqual({ ok: true, value: undefined });

    expect(machine.calls.map(allOf)).toEqual(calls.map((call) => call.in.map((value) => BigInt(value))));
    calls.forEach((call, index) => {
      if (call.tx === undefined) return;
      const bytes = hex(call.tx);
      expect(machine.sent[index]!.slice(0, bytes.length)).toEqual(bytes);
    });
    expect(driver.held.size).toBe(0);
  });
});

function allOf(call: Frame): bigint[] {
  return Array.from({ length: 18 }, (_, register) => x(call, register));
}
