import { encodeHypervisorRetrieve } from '../abi/encode-transaction.ts';
import type { Frame } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { PAGE_SIZE } from '../abi/pages.ts';
import { encodeRelinquish } from '../abi/relinquish.ts';
import { STATUS, type StatusName } from '../abi/statuses.ts';
import type { Constituent, MemoryTransaction, Receiver } from '../abi/transaction.ts';
import { learnId, mapBuffers, negotiate } from '../client/discovery.ts';
import { type Arguments, type Buffers, DriverState, request } from '../client/driver.ts';
import { FfaError } from '../client/errors.ts';
import { call, type Program, read, write } from '../client/port.ts';
import {
  asAsked,
  describeRequest,
  relinquishPrepared,
  retrieveFirst,
  retrievePrepared,
  TYPE_FLAG,
} from '../client/retrieve.ts';
import { reclaim, type SendFunction, sendFirst, sendOthers, sendPrepared } from '../client/send.ts';
import { type Attempt, attempt, statusIn } from './came.ts';
import {
  type BegunLoan,
  constituentsOf,
  type Loan,
  type Memory,
  prepare,
  type Recipient,
  receiversOf,
  type Terms,
} from './loan.ts';
import type { Reshape } from './reshape.ts';
import type { Spoil } from './spoil.ts';
import type { TargetEndpoint } from './target.ts';

/** How a retrieve differs from what is usual: the whole of what was sent, as it was sent. */
export interface Asking {
  /** Bits that are set besides the type. */
  readonly flags?: number;
  /** Bits 4:3 of the flags, in place. */
  readonly type?: number;
  readonly tag?: bigint;
  readonly sender?: number;
  readonly handle?: bigint;
  readonly attributes?: number;
  /** Of all receivers. */
  readonly permissions?: number;
  readonly receivers?: readonly Receiver[];
  readonly registers?: Arguments;
  readonly wide?: boolean;
  readonly spoil?: readonly Spoil[];
  /** After it was spoiled. */
  readonly reshape?: Reshape;
}

/** How a relinquish differs from what is usual. */
export interface Leaving {
  readonly flags?: number;
  readonly handle?: bigint;
  readonly spoil?: readonly Spoil[];
}

/** An endpoint in a case. What it tries comes back as a value: a case says what has to come of it. */
export class Party {
  readonly endpoint: TargetEndpoint;
  /** What it plays, for the words of checks: "owner"; its own name when it has no part. */
  readonly role: string;
  readonly driver: DriverState = new DriverState();

  constructor(endpoint: TargetEndpoint, role: string = endpoint.name) {
    this.endpoint = endpoint;
    this.role = role;
  }

  get id(): number {
    return this.endpoint.id;
  }

  /** Whether it belongs to the secure world. */
  get secure(): boolean {
    return this.endpoint.kind.startsWith('S-');
  }

  /** Page `index` of its scratch memory, or a run of pages from there. */
  page(index: number, pages = 1): Constituent {
    const { address, pages: most } = this.endpoint.scratch;
    if (index + pages > most) throw new RangeError(`${this.endpoint.name} has ${most} pages`);
    return { address: address + index * PAGE_SIZE, pages };
  }

  /** A page of its own that it may only read. Cases that use it need it (needs.ts). */
  get readOnlyPage(): Constituent {
    return pageAt(this.endpoint.readOnlyPage);
  }

  /** A page of its own that is a device. Cases that use it need it. */
  get devicePage(): Constituent {
    return pageAt(this.endpoint.devicePage);
  }

  /** Negotiates a version. */
  negotiate(version: number = this.endpoint.version): Attempt<number> {
    return this.attempt(negotiate(this.driver, version));
  }

  /** Negotiates a version, learns its id and maps its buffers. */
  start(version: number = this.endpoint.version, buffers: Buffers = this.endpoint.buffers): Attempt<void> {
    const { driver } = this;
    return this.attempt(
      (function* () {
        yield* negotiate(driver, version);
        yield* learnId(driver);
        yield* mapBuffers(driver, buffers);
      })(),
    );
  }

  share(memory: Memory, to: readonly Recipient[], terms?: Terms): Attempt<Loan> {
    return this.send('FFA_MEM_SHARE', memory, to, terms);
  }

  lend(memory: Memory, to: readonly Recipient[], terms?: Terms): Attempt<Loan> {
    return this.send('FFA_MEM_LEND', memory, to, terms);
  }

  donate(memory: Memory, to: readonly Recipient[], terms?: Terms): Attempt<Loan> {
    return this.send('FFA_MEM_DONATE', memory, to, terms);
  }

  send(name: SendFunction, memory: Memory, to: readonly Recipient[], terms: Terms = {}): Attempt<Loan> {
    const { driver } = this;
    const receivers = receiversOf(name, to, terms.permissions);
    const prepared = prepare(driver, name, memory, receivers, terms);
    const loan = this.loanMaker(name, receivers, memory, terms);
    return this.attempt(
      (function* () {
        return loan(yield* sendPrepared(driver, name, prepared, terms.wide));
      })(),
    );
  }

  /** Sends the first fragment of a descriptor that has several. */
  begin(name: SendFunction, memory: Memory, to: readonly Recipient[], terms: Terms = {}): Attempt<BegunLoan> {
    const { driver } = this;
    const receivers = receiversOf(name, to, terms.permissions);
    const prepared = prepare(driver, name, memory, receivers, terms);
    const loan = this.loanMaker(name, receivers, memory, terms);
    return this.attempt(
      (function* () {
        const { handle } = yield* sendFirst(driver, name, prepared, terms.wide);
        const { bytes, fragments } = prepared;
        return { ...loan(handle), rest: { bytes, fragments: fragments.slice(1) } };
      })(),
    );
  }

  /** Sends the next fragment of a descriptor that was begun. */
  goOn(loan: BegunLoan, registers?: Arguments): Attempt<BegunLoan> {
    const { driver } = this;
    const { handle, rest } = loan;
    const { bytes, fragments } = rest;
    const sent = { bytes, ...(registers === undefined ? {} : { registers }) };
    return this.attempt(
      (function* () {
        yield* sendOthers(driver, handle, sent, fragments.slice(0, 1));
        return { ...loan, rest: { bytes, fragments: fragments.slice(1) } };
      })(),
    );
  }

  private loanMaker(
    name: SendFunction,
    receivers: readonly Receiver[],
    memory: Memory,
    { tag = 0n }: Terms,
  ): (handle: bigint) => Loan {
    const parts = { name, sender: this.id, tag, receivers, memory: constituentsOf(memory) };
    return (handle) => ({ ...parts, handle, undo: () => this.reclaim({ handle }) });
  }

  /** Retrieves memory. A case that undoes it relinquishes what was lent. */
  retrieve(loan: Loan, asking: Asking = {}): Attempt<MemoryTransaction & { undo(): Attempt<unknown> }> {
    const { driver } = this;
    const { handle, bytes, registers, wide } = this.requestOf(loan, asking);
    const leave = () => this.relinquish(loan);
    return this.attempt(
      (function* () {
        const response = yield* retrievePrepared(driver, handle, bytes, registers, wide);
        return { ...response, undo: leave };
      })(),
    );
  }

  /** Asks for memory and takes the first fragment of the response: its bytes, how many they are, and how many the whole has. */
  retrieveFirst(
    loan: Loan,
    asking: Asking = {},
  ): Attempt<{ readonly total: number; readonly fragment: number; readonly bytes: Uint8Array }> {
    const { bytes, registers, wide } = this.requestOf(loan, asking);
    const { driver } = this;
    return this.attempt(
      (function* () {
        const { total, fragment } = yield* retrieveFirst(driver, bytes, registers, wide);
        return { total, fragment: fragment.length, bytes: fragment };
      })(),
    );
  }

  private requestOf(
    loan: Loan,
    asking: Asking,
  ): { readonly handle: bigint; readonly bytes: Uint8Array } & Pick<Asking, 'registers' | 'wide'> {
    const { driver } = this;
    const { handle = loan.handle, permissions, flags = 0, type = TYPE_FLAG[loan.name] } = asking;
    const { receivers = asAsked(loan.name, loan.receivers), spoil = [] } = asking;
    const described = describeRequest(driver, {
      handle,
      sender: asking.sender ?? loan.sender,
      tag: asking.tag ?? loan.tag,
      flags: (flags | type) >>> 0,
      attributes: asking.attributes ?? 0,
      receivers: receivers.map((each) => (permissions === undefined ? each : { ...each, permissions })),
    });
    for (const each of spoil) each(described, driver.version, receivers.length);
    const bytes = asking.reshape?.(described, receivers.length) ?? described;
    return { ...asking, handle, bytes };
  }

  /** Looks at a transaction as only the hypervisor may. */
  look({ handle }: Pick<Loan, 'handle'>, spoil: readonly Spoil[] = []): Attempt<MemoryTransaction> {
    const { driver } = this;
    const bytes = encodeHypervisorRetrieve(handle, driver.version);
    for (const each of spoil) each(bytes, driver.version, 0);
    return this.attempt(retrievePrepared(driver, handle, bytes));
  }

  relinquish(loan: Pick<Loan, 'handle'>, leaving: Leaving = {}): Attempt<void> {
    const { handle = loan.handle, flags = 0, spoil = [] } = leaving;
    const bytes = encodeRelinquish({ handle, flags, endpoints: [this.id] });
    for (const each of spoil) each(bytes, this.driver.version, 1);
    return this.attempt(relinquishPrepared(this.driver, bytes));
  }

  reclaim(loan: Pick<Loan, 'handle'>, flags?: number): Attempt<void> {
    return this.attempt(reclaim(loan.handle, flags));
  }

  /** Makes a call and returns its answer, unless it is a refusal. */
  call(name: string, args?: Arguments, width: 32 | 64 = 32): Attempt<Frame> {
    return this.callId(functionId(name, width), args);
  }

  /** The same for a function id, which no function needs to have. */
  callId(id: number, args?: Arguments): Attempt<Frame> {
    return this.attempt(
      (function* () {
        const answer = yield* call(request(id, args));
        const status = statusIn(answer);
        if (status !== undefined) throw new FfaError(id, STATUS[status as StatusName]);
        return answer;
      })(),
    );
  }

  /** The registers it was given since its last call, which did not come back at once. */
  *collect(): Attempt<Frame> {
    const { outcome } = yield { do: 'collect', endpoint: this.endpoint.name };
    const arrived = typeof outcome === 'object' && 'frame' in outcome;
    return arrived ? { kind: 'done', value: outcome.frame } : { kind: 'failed', why: 'nothing has arrived' };
  }

  /** Fills memory with a byte. */
  fill({ address, pages }: Constituent, byte: number): Attempt<void> {
    return this.attempt(write(address, new Uint8Array(pages * PAGE_SIZE).fill(byte)));
  }

  /** Reads memory: the byte that all of it holds, or 'mixed'. */
  holds(memory: Memory): Attempt<number | 'mixed'> {
    return this.attempt(uniform(constituentsOf(memory)));
  }

  /** Writes a byte at an address. */
  poke(address: number, byte: number): Attempt<void> {
    return this.attempt(write(address, Uint8Array.of(byte)));
  }

  /** Reads from an address on; one byte where nothing is said. */
  peek(address: number, length = 1): Attempt<Uint8Array> {
    return this.attempt(read(address, length));
  }

  /** Its life ends. */
  *end(): Attempt<void> {
    yield { do: 'end', endpoint: this.endpoint.name };
    return { kind: 'done', value: undefined };
  }

  /** Another world takes one of its pages, or gives it back. */
  *withdraw({ address }: Constituent, gone = true): Attempt<void> {
    yield { do: 'withdraw', endpoint: this.endpoint.name, address, gone };
    return { kind: 'done', value: undefined };
  }

  /** Runs a program of its driver. */
  attempt<Value>(program: Program<Value>): Attempt<Value> {
    return attempt(this.endpoint.name, program);
  }
}

function pageAt(address: number | undefined): Constituent {
  if (address === undefined) throw new TypeError('the endpoint has no such page');
  return { address, pages: 1 };
}

function* uniform(memory: readonly Constituent[]): Program<number | 'mixed'> {
  const found = new Set<number>();
  for (const { address, pages } of memory)
    for (const byte of yield* read(address, pages * PAGE_SIZE)) found.add(byte);
  const [byte = 0, ...others] = found;
  return others.length === 0 ? byte : 'mixed';
}
