import { createFrame, type Frame, setX } from '../abi/frame.ts';
import {
  FIRST_FUNCTION,
  FUNCTIONS,
  functionId,
  hasWidth,
  LAST_FUNCTION,
  widthOfId,
} from '../abi/functions.ts';
import { PAGE_SIZE, PAGE_WORDS } from '../memory/pages.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';

/** What a conduit returns when the manager answers at once: the processor is the hypervisor's again. */
export const ANSWERED = -1;

/**
 * Takes a call of the hypervisor on one of its processors to the manager of the secure world, and the answer back in the same frame. Where
 * a secure partition runs first, returns its context in the manager's numbers; 0 where nobody runs any more.
 */
export type Conduit = (processor: number, frame: Frame) => number;

/** The hypervisor's own RX/TX buffers, as physical pages. */
export interface OwnBuffers {
  readonly txPage: number;
  readonly rxPage: number;
}

export interface SavedBehind {
  readonly version: number;
  readonly offered: Uint8Array;
}

type Argument = number | bigint;

/** The manager of the secure world as the hypervisor knows it: what it offers, and how it is called. */
export class Behind {
  /** The FF-A version that is spoken with it; 0 while there is none. */
  version = 0;
  readonly buffers: OwnBuffers;
  /** What is written to TX, or was read from RX: as words and as bytes. */
  readonly words: Uint32Array = new Uint32Array(PAGE_WORDS);
  readonly bytes: Uint8Array = new Uint8Array(this.words.buffer, 0, PAGE_SIZE);
  private readonly conduit: Conduit;
  private readonly memory: PhysicalMemory;
  /** By number and width: 1 for functions that it offers. */
  private readonly offered: Uint8Array = new Uint8Array((LAST_FUNCTION - FIRST_FUNCTION + 1) * 2);
  private readonly frame: Frame = createFrame();

  constructor(conduit: Conduit, memory: PhysicalMemory, buffers: OwnBuffers) {
    this.conduit = conduit;
    this.memory = memory;
    this.buffers = buffers;
  }

  /** Whether it offers a function to the hypervisor. */
  offers(name: string, width: 32 | 64 = 32): boolean {
    return this.offered[indexOf(functionId(name, width))] === 1;
  }

  /** Whether it offers a function in any width. */
  offersAny(name: string): boolean {
    return FUNCTIONS.some(
      (row) =>
        row.name === name &&
        ([32, 64] as const).some((width) => hasWidth(row, width) && this.offers(name, width)),
    );
  }

  /** Notes that it offers a function. */
  note(id: number): void {
    this.offered[indexOf(id)] = 1;
  }

  /** Forgets everything: there is none. */
  forget(): void {
    this.version = 0;
    this.offered.fill(0);
  }

  /** Makes a call that is answered at once. The frame it returns is good until the next call. Throws when a partition runs instead. */
  ask(processor: number, id: number, ...args: readonly Argument[]): Frame {
    const { frame } = this;
    frame.fill(0);
    frame[0] = id;
    args.forEach((value, index) => {
      setX(frame, index + 1, BigInt(value));
    });
    if (this.conduit(processor, frame) !== ANSWERED)
      throw new Error(`call 0x${id.toString(16)} of the hypervisor was not answered at once`);
    return frame;
  }

  /** Makes a call during which secure partitions may run. Returns what the conduit does. */
  enter(processor: number, frame: Frame): number {
    return this.conduit(processor, frame);
  }

  /** Puts the first `words` words into TX. False when its page cannot be written. */
  send(words: number): boolean {
    return this.memory.write(this.buffers.txPage, this.words, words);
  }

  /** Reads RX. False when its page cannot be read. */
  receive(): boolean {
    return this.memory.read(this.buffers.rxPage, this.words, PAGE_WORDS);
  }

  save(): SavedBehind {
    return { version: this.version, offered: this.offered.slice() };
  }

  restore(saved: SavedBehind): void {
    this.version = saved.version;
    this.offered.set(saved.offered);
  }
}

function indexOf(id: number): number {
  return ((id & 0xff) - FIRST_FUNCTION) * 2 + (widthOfId(id) === 64 ? 1 : 0);
}

/** Puts bytes into TX, which they fit. False when its page cannot be written. */
export function sendBytes(behind: Behind, bytes: Uint8Array): boolean {
  behind.bytes.fill(0);
  behind.bytes.set(bytes);
  return behind.send(Math.ceil(bytes.length / 4));
}
