import type { Program } from '../client/port.ts';
import type { SendFunction } from '../client/send.ts';
import type { MemoryArguments } from './descriptor.ts';
import type { DriverCore } from './driver-core.ts';
import type { Operation } from './model.ts';
import { reclaim } from './reclaim.ts';
import { DriverError, type Result } from './result.ts';
import { sendMemory } from './send-memory.ts';

/** Memory, as the clients of a driver pass it on and have it back. */
export class MemoryOps {
  private readonly core: DriverCore;

  constructor(core: DriverCore) {
    this.core = core;
  }

  /** Shares memory. The value is its handle. */
  share(args: MemoryArguments): Program<Result<bigint>> {
    return this.core.attempt(this.send('share', 'FFA_MEM_SHARE', args));
  }

  /** Lends memory: only the borrowers have it until it is reclaimed. The value is its handle. */
  lend(args: MemoryArguments): Program<Result<bigint>> {
    return this.core.attempt(this.send('lend', 'FFA_MEM_LEND', args));
  }

  /** Donates memory: it is the receiver's once that has retrieved it. The value is its handle. */
  donate(args: MemoryArguments): Program<Result<bigint>> {
    return this.core.attempt(this.send('donate', 'FFA_MEM_DONATE', args));
  }

  /** Has memory back. */
  reclaim(handle: bigint, flags?: number): Program<Result> {
    return this.core.attempt(this.takeBack(handle, flags));
  }

  private *send(operation: Operation, name: SendFunction, args: MemoryArguments): Program<bigint> {
    const { core } = this;
    core.need(operation);
    if (args.buffer !== undefined && !core.model.operations.includes('separate-buffer'))
      throw new DriverError('EPROTONOSUPPORT', `${core.model.name} sends descriptors in TX only`);
    const sending = sendMemory(core, name, args);
    return yield* args.buffer === undefined ? core.alone('TX', sending) : sending;
  }

  private *takeBack(handle: bigint, flags: number | undefined): Program {
    this.core.need('reclaim');
    yield* reclaim(this.core, handle, flags);
  }
}
