import { longs, ScriptMemory, SYSCALL, SyscallScript } from './syscall-script.ts';

/** Requests of the TEE subsystem, and where their arguments have what. Source: Linux, include/uapi/linux/tee.h. */
const REQUEST = {
  OPEN_SESSION: 0x8010_a402,
  INVOKE: 0x8010_a403,
  SHM_REGISTER_FD: 0xc018_a408,
  SHM_REGISTER: 0xc018_a409,
} as const;
/** Where memory comes from that the trusted OS protects. Source: Linux, include/uapi/linux/dma-heap.h. */
export const PROTECTED_HEAP = '/dev/dma_heap/protected,secure-video';
const HEAP_ALLOC = 0xc018_4800;
const ALLOCATION = { bytes: 24, descriptor: 8, flags: 12 } as const;
const CLOSE_ON_EXEC = 0x8_0000;
const OPEN = { bytes: 56, session: 40, result: 44, origin: 48 } as const;
const INVOKE = { bytes: 24, session: 4, result: 12, origin: 16 } as const;
const REGISTER = { bytes: 24, id: 20 } as const;
const PARAMETER_BYTES = 32;
const PAGE = 0x1000;

/** The folder that a path is relative to: none. */
const NOWHERE = -100;
const READ_WRITE = 2;
/** Has a process have no pages of more than 4 KiB: they would not be scattered. */
const PR_SET_THP_DISABLE = 41;

type Way = 'in' | 'out' | 'inout';
const WAYS: Readonly<Record<Way, number>> = { in: 1, out: 2, inout: 3 };
const MEMORY = 4;

/** A parameter of an invocation: values, or part of a registered buffer. */
export type TeeParameter =
  | { readonly values: Way; readonly a?: number; readonly b?: number }
  | { readonly memory: Way; readonly buffer: TeeBuffer; readonly offset?: number; readonly size: number };

/** Memory that the driver knows. */
export interface TeeBuffer {
  /** Where the program has it; 0 for nowhere. */
  readonly address: number;
  /** Where the driver's number for it will be, and the descriptor that it belongs to. */
  readonly id: number;
  readonly descriptor: number;
}

/** What became of a call. */
export interface TeeAnswer {
  /** 0, or why the driver did not make it: a negative error number. */
  readonly error: number;
  readonly result: number;
  readonly origin: number;
  /** The three numbers of each parameter. */
  readonly parameters: readonly (readonly bigint[])[];
}

/** A client of /dev/tee0: a program that is written down call by call, and runs later. */
export class TeeClient {
  private readonly script: SyscallScript = new SyscallScript();
  /** Where the descriptor of the device will be. */
  private readonly device: number;
  /** Where invocations are, and where their results will be. */
  private readonly invocations: { readonly at: number; readonly error: number; readonly count: number }[] =
    [];

  constructor() {
    this.device = this.openFile('/dev/tee0');
  }

  /** Opens a session. Returns where its number will be. */
  open(uuid: string): number {
    const at = this.script.room(OPEN.bytes);
    this.script.put(at, Buffer.from(uuid.replaceAll('-', ''), 'hex'));
    this.ioctl(REQUEST.OPEN_SESSION, this.described(at, OPEN.bytes));
    return at + OPEN.session;
  }

  /** Registers memory that starts so many bytes behind the start of a page. */
  register(content: Uint8Array, behind = 0): TeeBuffer {
    const address = this.script.room(behind + content.length, PAGE) + behind;
    this.script.put(address, content);
    return this.registerAt(address, content.length);
  }

  /**
   * Registers pages that are scattered: a kernel gives them out in the order in which they are touched, which is not that of their
   * addresses. There are at most 1024 of them.
   */
  registerScattered(pages: number): TeeBuffer {
    const address = this.script.untouched(pages);
    this.script.call(SYSCALL.prctl, PR_SET_THP_DISABLE, 1);
    const order = Array.from(
      { length: pages },
      (_, index) => ((index * 2) % pages) + Math.floor((index * 2) / pages),
    );
    const touches = this.script.room(16 * pages);
    for (const [index, page] of order.entries())
      this.script.put(touches + 16 * index, longs(address + page * PAGE, 1));
    const zeros = this.openFile('/dev/zero');
    this.script.callWith(SYSCALL.readv, zeros, touches, pages);
    return this.registerAt(address, pages * PAGE);
  }

  /** Allocates memory that the trusted OS protects: this program has it, and cannot look into it. */
  protect(bytes: number): TeeBuffer {
    const allocation = this.script.room(ALLOCATION.bytes);
    this.script.put(allocation, longs(bytes));
    this.script.put(allocation + ALLOCATION.flags, Uint32Array.of(READ_WRITE | CLOSE_ON_EXEC));
    this.script.callWith(SYSCALL.ioctl, this.openFile(PROTECTED_HEAP), HEAP_ALLOC, allocation);
    const at = this.script.room(REGISTER.bytes);
    this.script.copy(allocation + ALLOCATION.descriptor, at);
    return { address: 0, id: at + REGISTER.id, descriptor: this.ioctl(REQUEST.SHM_REGISTER_FD, at) };
  }

  /** Sleeps until somebody ends it. */
  sleep(): void {
    this.script.call(SYSCALL.ppoll);
  }

  /** Has registered memory forgotten. */
  forget({ descriptor }: TeeBuffer): void {
    this.script.callWith(SYSCALL.close, descriptor);
  }

  /** Invokes a function. What came of it is among the answers. */
  invoke(session: number, command: number, parameters: readonly TeeParameter[]): void {
    const bytes = INVOKE.bytes + PARAMETER_BYTES * parameters.length;
    const at = this.script.room(bytes);
    this.script.put(at, Uint32Array.of(command, 0, 0, 0, 0, parameters.length));
    this.script.copy(session, at + INVOKE.session);
    for (const [index, parameter] of parameters.entries()) {
      const to = at + INVOKE.bytes + PARAMETER_BYTES * index;
      if ('values' in parameter)
        this.script.put(to, longs(WAYS[parameter.values], parameter.a ?? 0, parameter.b ?? 0));
      else {
        this.script.put(to, longs(WAYS[parameter.memory] + MEMORY, parameter.offset ?? 0, parameter.size));
        this.script.copy(parameter.buffer.id, to + 24);
      }
    }
    const error = this.ioctl(REQUEST.INVOKE, this.described(at, bytes));
    this.invocations.push({ at, error, count: parameters.length });
  }

  /** The program. */
  file(): Uint8Array {
    return this.script.file();
  }

  /** What came of the invocations, in their order, from what the program printed. */
  answers(printed: Uint8Array): readonly TeeAnswer[] {
    const memory = new ScriptMemory(printed);
    return this.invocations.map(({ at, error, count }) => ({
      error: memory.word(error) | 0,
      result: memory.word(at + INVOKE.result),
      origin: memory.word(at + INVOKE.origin),
      parameters: Array.from({ length: count }, (_, index) =>
        [8, 16, 24].map((offset) => memory.long(at + INVOKE.bytes + PARAMETER_BYTES * index + offset)),
      ),
    }));
  }

  /** What came of opening a session, from what the program printed. */
  opened(session: number, printed: Uint8Array): Pick<TeeAnswer, 'result' | 'origin'> {
    const memory = new ScriptMemory(printed);
    const [result, origin] = [OPEN.result, OPEN.origin].map((field) =>
      memory.word(session - OPEN.session + field),
    );
    return { result: result!, origin: origin! };
  }

  /** What came of registering a buffer, from what the program printed: a negative error number, or a descriptor. */
  registered({ descriptor }: TeeBuffer, printed: Uint8Array): number {
    return new ScriptMemory(printed).word(descriptor) | 0;
  }

  /** What is in a buffer, from what the program printed. */
  content({ address }: TeeBuffer, length: number, printed: Uint8Array): Uint8Array {
    return new ScriptMemory(printed).bytes(address, length);
  }

  private registerAt(address: number, bytes: number): TeeBuffer {
    const at = this.script.room(REGISTER.bytes);
    this.script.put(at, longs(address, bytes));
    return { address, id: at + REGISTER.id, descriptor: this.ioctl(REQUEST.SHM_REGISTER, at) };
  }

  /** Returns where the descriptor will be. */
  private openFile(name: string): number {
    const path = this.script.room(name.length + 1);
    this.script.put(path, Buffer.from(name));
    return this.script.call(SYSCALL.openat, NOWHERE, path, READ_WRITE);
  }

  private ioctl(request: number, argument: number): number {
    return this.script.callWith(SYSCALL.ioctl, this.device, request, argument);
  }

  /** An argument of a length that differs: where it is, and how long. */
  private described(at: number, bytes: number): number {
    const description = this.script.room(16);
    this.script.put(description, longs(at, bytes));
    return description;
  }
}
