import { createFrame, type Frame, frameOf, w } from '../../../src/core/abi/frame.ts';
import { functionName } from '../../../src/core/abi/functions.ts';
import { statusName } from '../../../src/core/abi/statuses.ts';
import type { SparseMemory } from '../../../src/core/memory/physical-memory.ts';
import { PLACE } from '../../../src/core/rules/judge.ts';
import type { Spmc } from '../../../src/core/spmc/spmc.ts';
import { RX_OFFSET } from './addresses.ts';
import { FFA } from './ids.ts';

/** What a call came to. */
export interface Answer {
  /** w0..w7. */
  readonly words: readonly number[];
  /** x0..x17 as halves. */
  readonly frame: Frame;
  /** The context that has the processor afterwards. */
  readonly next: number;
  /**
   * The name of the function that answers, or status, rule and place of a refusal: 'DENIED send/held @96+16' for bytes 96..111 of
   * the descriptor, 'INVALID_PARAMETERS send/dynamic-buffer x3' for a register. A refusal that is a bare -1 begins with '-1'.
   */
  readonly verdict: string;
  /** From w2 and w3 of a success, or w1 and w2 of a request for a fragment. */
  readonly handle: bigint;
}

/** An endpoint with a processor: it makes calls and reads and writes its buffers. */
export class Actor {
  readonly spmc: Spmc;
  readonly memory: SparseMemory;
  readonly name: string;
  readonly context: number;
  /** First byte of its RAM in its own addresses. Its TX buffer begins here. */
  readonly ram: number;
  readonly slot: number;
  readonly id: number;

  constructor(spmc: Spmc, memory: SparseMemory, name: string, context: number, ram: number) {
    this.spmc = spmc;
    this.memory = memory;
    this.name = name;
    this.context = context;
    this.ram = ram;
    this.slot = spmc.state.contexts.endpoint[context]!;
    this.id = spmc.state.endpoints.id[this.slot]!;
  }

  get party(): number {
    return this.spmc.state.endpoints.party[this.slot]!;
  }

  get version(): number {
    return this.spmc.state.endpoints.version[this.slot]!;
  }

  /** A call with 32-bit values in w0, w1, ... */
  call(...words: number[]): Answer {
    return this.callFrame(frameOf(...words));
  }

  /** A call with whole registers. */
  callWide(id: number, ...registers: bigint[]): Answer {
    const frame = frameOf(id);
    registers.forEach((value, index) => {
      frame[2 * (index + 1)] = Number(value & 0xffff_ffffn);
      frame[2 * (index + 1) + 1] = Number(value >> 32n);
    });
    return this.callFrame(frame);
  }

  /** A call with this frame, which holds the answer afterwards. */
  callFrame(frame: Frame): Answer {
    const next = this.spmc.call(this.context, frame);
    const words = Array.from({ length: 8 }, (_, register) => w(frame, register));
    const shift = words[0] === FFA.MEM_FRAG_RX || words[0] === FFA.MEM_FRAG_TX ? 1 : 2;
    const handle = BigInt(words[shift]!) | (BigInt(words[shift + 1]!) << 32n);
    return { words, frame, next, verdict: verdictOf(this.spmc, frame), handle };
  }

  mapBuffers(pages = 1): Answer {
    return this.call(FFA.RXTX_MAP, this.ram, this.ram + RX_OFFSET, pages);
  }

  /** Writes to the start of TX. */
  put(bytes: Uint8Array): void {
    this.memory.writeBytes(this.physical(this.ram), bytes);
  }

  /** Reads from the start of RX. */
  received(length: number): Uint8Array {
    return this.memory.readBytes(this.physical(this.ram + RX_OFFSET), length)!;
  }

  release(): Answer {
    return this.call(FFA.RX_RELEASE);
  }

  /** The physical address behind one of its own. */
  physical(address: number): number {
    return this.spmc.state.ledger.viewOf(this.party).physical(Math.floor(address / 4096)) * 4096;
  }
}

function verdictOf(spmc: Spmc, frame: Frame): string {
  const { rule, place, offset, length } = spmc.verdict;
  if (rule === null) return functionName(w(frame, 0));
  const bare = w(frame, 0) === 0xffff_ffff;
  // Nothing of the question stays behind in x0..x7 of a refusal, and its status is zero-extended.
  const expected = createFrame();
  expected.set(frame.subarray(16), 16);
  if (bare) expected.set([0xffff_ffff, 0xffff_ffff]);
  else expected.set([FFA.ERROR, 0, 0, 0, w(frame, 2)]);
  if (expected.some((half, index) => half !== frame[index]))
    throw new Error(`${rule.id} left something in ${frame.subarray(0, 16).join(' ')}`);
  const status = bare ? '-1' : statusName(w(frame, 2) | 0);
  if (place === PLACE.BYTES) return `${status} ${rule.id} @${offset}+${length}`;
  return place === PLACE.REGISTER ? `${status} ${rule.id} x${offset}` : `${status} ${rule.id}`;
}
