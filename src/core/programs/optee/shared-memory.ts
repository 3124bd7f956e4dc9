import { DATA_RW, FLAG_TYPE_LEND, FLAG_TYPE_SHARE, FLAG_ZERO, INSTRUCTION_NX } from '../../abi/bits.ts';
import { PAGE_SIZE, pagesIn } from '../../abi/pages.ts';
import { STATUS } from '../../abi/statuses.ts';
import type { Constituent } from '../../abi/transaction.ts';
import { FfaError } from '../../client/errors.ts';
import type { Ffa } from '../../client/ffa.ts';
import type { Program } from '../../client/port.ts';
import type { TeeLimits } from './limits.ts';
import { TEE_RESULT, TeeError } from './results.ts';

/** How a client has sent memory, and so how it is retrieved and given up. */
interface Sent {
  readonly flags: number;
  readonly permissions: number;
  readonly tag: bigint;
  /** What was lent may hold secrets of the secure world's. */
  readonly zeroAfter: boolean;
}

const SHARED: Sent = { flags: FLAG_TYPE_SHARE, permissions: DATA_RW, tag: 0n, zeroAfter: false };
/** With one borrower it could be executed, so that it has to be said that it is not. */
const LENT = { flags: FLAG_TYPE_LEND, permissions: DATA_RW | INSTRUCTION_NX, zeroAfter: true } as const;

/** Memory of a client that is mapped here until the client takes it back. */
interface SharedObject {
  readonly handle: bigint;
  readonly sent: Sent;
  readonly runs: readonly Constituent[];
  readonly pages: number;
  /** Parameters and messages that lie in it now; while there are any, they agree on where the buffer starts. */
  users: number;
  internalOffset: number;
}

/** A buffer in shared memory, for as long as it is not released. */
export class SharedBuffer {
  private readonly ffa: Ffa;
  private readonly object: SharedObject;

  constructor(ffa: Ffa, object: SharedObject) {
    this.ffa = ffa;
    this.object = object;
  }

  /** Bytes of the buffer. */
  get size(): number {
    return this.object.pages * PAGE_SIZE - this.object.internalOffset;
  }

  /** Whether so many bytes from an offset on lie in it. */
  holds(offset: number | bigint, bytes: number | bigint): boolean {
    return BigInt(offset) + BigInt(bytes) <= BigInt(this.size);
  }

  *read(offset: number, length: number): Program<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (const { address, at, count } of this.pieces(offset, length))
      bytes.set(yield* this.ffa.read(address, count), at);
    return bytes;
  }

  *write(offset: number, bytes: Uint8Array): Program {
    for (const { address, at, count } of this.pieces(offset, bytes.length))
      yield* this.ffa.write(address, bytes.subarray(at, at + count));
  }

  /** It is used no more. */
  release(): void {
    this.object.users--;
  }

  /** The pieces of an access: the memory is scattered. */
  private *pieces(offset: number, length: number): Generator<{ address: number; at: number; count: number }> {
    if (!this.holds(offset, length))
      throw new RangeError(`${length} bytes at ${offset} end behind the ${this.size} of the buffer`);
    const first = this.object.internalOffset + offset;
    const end = first + length;
    let start = 0;
    for (const { address, pages } of this.object.runs) {
      const from = Math.max(start, first);
      const to = Math.min(start + pages * PAGE_SIZE, end);
      if (from < to) yield { address: address + from - start, at: from - first, count: to - from };
      start += pages * PAGE_SIZE;
    }
  }
}

/** The memory that one client shares with the trusted OS: retrieved when it is first used, given up when the client says so. */
export class SharedMemory {
  private readonly ffa: Ffa;
  private readonly client: number;
  private readonly limits: TeeLimits;
  private readonly objects: Map<bigint, SharedObject> = new Map();

  constructor(ffa: Ffa, client: number, limits: TeeLimits) {
    this.ffa = ffa;
    this.client = client;
    this.limits = limits;
  }

  /** Takes a buffer into use. Throws a TeeError for memory that this client does not share, or shares otherwise. */
  *use(handle: bigint, internalOffset: number): Program<SharedBuffer> {
    if (internalOffset >= PAGE_SIZE) throw new TeeError('BAD_PARAMETERS');
    const object = this.objects.get(handle) ?? (yield* this.retrieve(handle, SHARED));
    if (object.users > 0 && object.internalOffset !== internalOffset) throw new TeeError('BAD_PARAMETERS');
    object.users++;
    object.internalOffset = internalOffset;
    return new SharedBuffer(this.ffa, object);
  }

  /** Who borrows: the endpoint of the trusted OS. */
  get borrower(): number {
    return this.ffa.driver.id;
  }

  /** Retrieves memory that the client has lent, with a tag; it is used as what is shared. Throws a TeeError for memory that it has not. */
  *borrow(handle: bigint, tag: bigint): Program {
    if (this.objects.has(handle)) throw new TeeError('BAD_PARAMETERS');
    yield* this.retrieve(handle, { ...LENT, tag });
  }

  /**
   * Gives memory up so that its owner can take it back; what was lent comes back empty. Answers 0, also for what was never used here, or BUSY of
   * FF-A.
   */
  *unregister(handle: bigint): Program<number> {
    const object = this.objects.get(handle);
    if (object === undefined) return 0;
    if (object.users > 0) return STATUS.BUSY;
    this.objects.delete(handle);
    yield* this.ffa.relinquish(handle, object.sent.zeroAfter ? FLAG_ZERO : 0);
    return 0;
  }

  private *retrieve(handle: bigint, sent: Sent): Program<SharedObject> {
    if (this.objects.size === this.limits.objects) throw new TeeError('OUT_OF_MEMORY');
    const runs = yield* this.runsOf(handle, sent);
    const pages = pagesIn(runs);
    if (pages > this.limits.pagesPerObject) {
      yield* this.ffa.relinquish(handle);
      throw new TeeError('OUT_OF_MEMORY');
    }
    const object: SharedObject = { handle, sent, runs, pages, users: 0, internalOffset: 0 };
    this.objects.set(handle, object);
    return object;
  }

  private *runsOf(handle: bigint, { flags, permissions, tag }: Sent): Program<readonly Constituent[]> {
    try {
      const receivers = [{ endpoint: this.borrower, permissions }];
      const { composite } = yield* this.ffa.retrieve({ handle, sender: this.client, receivers, flags, tag });
      return composite?.constituents ?? [];
    } catch (error) {
      if (!(error instanceof FfaError)) throw error;
      throw new TeeError(
        error.status === STATUS.NO_MEMORY ? TEE_RESULT.OUT_OF_MEMORY : TEE_RESULT.BAD_PARAMETERS,
      );
    }
  }
}
