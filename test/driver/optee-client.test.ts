/** A protocol's driver as a user of the bus: it finds the trusted OS, shares its messages with it, and leaves nothing behind. */

import { describe, expect, test } from 'vitest';
import { parseUuid } from '../../src/core/abi/uuid.ts';
import { type Program, read, write } from '../../src/core/client/port.ts';
import type { ClientDriver } from '../../src/core/driver/bus.ts';
import type { Device } from '../../src/core/driver/device.ts';
import { KernelDriver } from '../../src/core/driver/kernel-driver.ts';
import { DRIVER_MODELS } from '../../src/core/driver/models/registry.ts';
import { DriverError, type Result } from '../../src/core/driver/result.ts';
import { segmentsOf } from '../../src/core/driver/scatter.ts';
import { hex } from '../abi/support.ts';
import { OS_DATA, opteeBoard } from '../programs/optee/machine.ts';

const OPTEE = parseUuid('486178e0-e7f8-11e3-bc5e-0002a5d5c51b')!;
const OS = 0x4000_0000;
const DONE = { ok: true, value: undefined } as const;

/** Opens a session with the application that lists the others: clients-linux-uboot-pkvm 2.5. */
const OPEN = hex(`
  00000000 00000000 00000000 00000000 00000000 00000000 00000000 02000000
  0101000000000000 7011a688ddde4053a5a97b3c4ddf13b8 0000000000000000
  0101000000000000 00000000000000000000000000000000 0000000000000000
`);

/** What OP-TEE's driver does when it is bound to a device, and when it is not any more: 2.2, 2.3. */
class OpteeClient implements ClientDriver {
  readonly name = 'optee';
  readonly ids = [OPTEE];
  /** The page of its messages, while the trusted OS has it. */
  handle: bigint | undefined;
  /** What opening a session came to, and the session. */
  opened: readonly number[] = [];
  private readonly kernel: KernelDriver;

  constructor(kernel: KernelDriver) {
    this.kernel = kernel;
  }

  *probe(device: Device): Program<Result> {
    const { messages, memory } = this.kernel;
    messages.use32Bits(device);
    const version = yield* this.ask(device, 0);
    if (version[0] !== 1) return { ok: false, error: new DriverError('EINVAL', 'another version') };
    const shared = yield* memory.share({
      borrowers: [{ endpoint: device.partition, permissions: 2 }],
      segments: segmentsOf([OS_DATA]),
    });
    if (!shared.ok) return shared;
    this.handle = shared.value;
    yield* write(OS_DATA, OPEN);
    const low = Number(shared.value & 0xffff_ffffn);
    const high = Number(shared.value >> 32n);
    expect((yield* this.ask(device, 0x8000_0000, low, high, 0)).slice(0, 2)).toEqual([0, 0]);
    const answer = new Uint32Array((yield* read(OS_DATA, 32)).slice().buffer);
    this.opened = [answer[5]!, answer[2]!];
    return DONE;
  }

  *remove(device: Device): Program {
    const { handle } = this;
    if (handle === undefined) return;
    const unregistered = yield* this.ask(device, 3, Number(handle & 0xffff_ffffn), Number(handle >> 32n));
    expect(unregistered[0]).toBe(0);
    if ((yield* this.kernel.memory.reclaim(handle)).ok) this.handle = undefined;
  }

  private *ask(device: Device, ...words: number[]): Program<readonly number[]> {
    const result = yield* this.kernel.messages.request(device, words);
    if (!result.ok) throw result.error;
    return result.value.map(Number);
  }
}

describe('R18: the driver of a trusted OS is a user like others', () => {
  test.each(DRIVER_MODELS.filter(({ operations }) => operations.includes('reclaim')))('of $name', (model) => {
    const board = opteeBoard();
    const kernel = new KernelDriver(
      model,
      { buffers: { tx: OS, rx: OS + 0x1000, pages: 1 } },
      board.ffa('os').driver,
    );
    const client = new OpteeClient(kernel);
    const perform = <Value>(program: Program<Value>) => board.perform('os', () => program);
    expect(perform(kernel.probe())).toEqual(DONE);

    const bound = perform(kernel.bus.register(client));

    expect(bound.ok && bound.value.map(({ device, result }) => [device.partition, result.ok])).toEqual([
      [0x8001, true],
    ]);
    expect(client.opened[0]).toBe(0);
    expect(client.opened[1]).not.toBe(0);
    expect([...kernel.held.keys()]).toEqual([client.handle]);

    perform(kernel.bus.unregister(client));
    expect([client.handle, kernel.held.size]).toEqual([undefined, 0]);
    expect(perform(kernel.remove())).toEqual(DONE);
  });
});
