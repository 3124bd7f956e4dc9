import type { FileRam } from '../../ram/file-ram.ts';
import { COMMAND, FRAME, FRAME_STRIDE, FRAMES, KIND, SPIN_BUDGET } from '../monitor/mailbox.ts';
import { CpuFrame, READ_BYTES, WRITTEN_BYTES } from './cpu-frame.ts';

/** What comes of a snippet that reports. */
type AfterSnippet = (frame: CpuFrame) => boolean;

/**
 * What is done with a report: `then`, where it is that of a snippet. True when the frame is an answer; a processor whose answer comes later
 * is parked.
 */
export type Reporter = (frame: CpuFrame, then: AfterSnippet | undefined) => boolean;

/** A serial line of bytes, both ways. */
export interface Doorbell {
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  write(bytes: Uint8Array): unknown;
}

/**
 * The host's end of the mailbox. Processors ring with a byte, their number, and wait; they are answered in their frame, and woken with the
 * same byte when they sleep.
 *
 * Source: qemu-link 4.
 */
export class Link {
  private readonly ram: FileRam;
  private readonly doorbell: Doorbell;
  private readonly frames: readonly CpuFrame[];
  private readonly report: Reporter;
  /** By processor: what goes on after a snippet. */
  private readonly afterSnippet: (AfterSnippet | undefined)[] = [];
  /** Processors that were asked for a report and have not made it yet. */
  private readonly asked: Set<number> = new Set();
  private readonly asleep = new Uint32Array(1);
  private readonly timers: Set<NodeJS.Timeout> = new Set();
  private closed = false;

  /** `spin`: how often a processor looks for its answer before it sleeps. */
  constructor(ram: FileRam, doorbell: Doorbell, cpus: number, spin: number, report: Reporter) {
    this.ram = ram;
    this.doorbell = doorbell;
    this.frames = Array.from({ length: cpus }, (_, cpu) => new CpuFrame(cpu));
    this.report = report;
    ram.write(SPIN_BUDGET, BigUint64Array.of(BigInt(spin)), 0, 8);
    doorbell.on('data', (bytes: Uint8Array) => {
      // What rang before the end may be heard after it, when the memory is no longer there.
      if (!this.closed) for (const cpu of bytes) this.serve(this.frame(cpu));
    });
  }

  /** The frame of a processor. While it is parked, it is what the answer will be. */
  frame(cpu: number): CpuFrame {
    const frame = this.frames[cpu];
    if (frame === undefined) throw new RangeError(`there is no processor ${cpu}`);
    return frame;
  }

  /** Answers a processor that is parked. */
  answer(frame: CpuFrame): void {
    const at = addressOf(frame);
    this.ram.write(at, frame.bytes, 0, WRITTEN_BYTES);
    // The processor looks at this one, so it comes last.
    this.ram.write(at + FRAME.REPLY, frame.bytes, FRAME.REQUEST, 8);
    this.ram.read(at + FRAME.ASLEEP, this.asleep, 0, 4);
    if (this.asleep[0] === 1) this.ring(frame.cpu);
  }

  /** Does something after some milliseconds; not at all when the link was closed before. */
  later(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, milliseconds);
    this.timers.add(timer);
  }

  /** Whether nothing is under way here: no snippet whose report somebody waits for, and nothing that happens later. */
  get isQuiet(): boolean {
    return this.timers.size === 0 && this.afterSnippet.every((then) => then === undefined);
  }

  /** Serves what processors have reported and nobody has heard of yet, while they are stopped. That they rang for it is ignored afterwards. */
  catchUp(): void {
    for (const frame of this.frames) this.serve(frame);
  }

  /** Goes on with processors that did so elsewhere: takes their frames over, and wakes those that have something to look at. */
  takeOver(): void {
    for (const frame of this.frames) {
      this.read(frame);
      if (this.hasToLook(frame)) this.ring(frame.cpu);
    }
  }

  /** Nobody is heard or answered any more. */
  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** Makes a frame the answer that runs a snippet, after which the processor reports and `then` decides. */
  runFirst(frame: CpuFrame, snippet: number, args: readonly number[], then: AfterSnippet): void {
    frame.run(COMMAND.RUN_AND_REPORT, snippet, args);
    this.afterSnippet[frame.cpu] = then;
  }

  /** Has a processor report, wherever it is. One that is parked does so when it has its answer. */
  callIn(cpu: number): void {
    if (this.asked.has(cpu)) return;
    this.asked.add(cpu);
    this.ram.write(addressOf(this.frame(cpu)) + FRAME.ATTENTION, BigUint64Array.of(1n), 0, 8);
    this.ring(cpu);
  }

  private serve(frame: CpuFrame): void {
    const before = frame.low(FRAME.REQUEST);
    this.read(frame);
    // It was served already: the processor was stopped between its report and the bell.
    if (frame.low(FRAME.REQUEST) === before) return;
    const then = this.afterSnippet[frame.cpu];
    this.afterSnippet[frame.cpu] = undefined;
    if (then === undefined && frame.kind === KIND.ATTENTION) this.asked.delete(frame.cpu);
    // A snippet that fails reports an exception instead.
    const next = isOfMonitor(frame.kind) ? undefined : then;
    if (this.report(frame, next)) this.answer(frame);
  }

  private read(frame: CpuFrame): void {
    this.ram.read(addressOf(frame), frame.bytes, 0, READ_BYTES);
    frame.resume();
  }

  /** Whether there is something that a processor may sleep over: its answer, or that it is asked for a report. */
  private hasToLook(frame: CpuFrame): boolean {
    // Which follow each other.
    const [reply, asleep, attention] = this.words(addressOf(frame) + FRAME.REPLY, 3);
    return attention === 1n || (asleep === 1n && reply === frame.get(FRAME.REQUEST));
  }

  private words(address: number, count: number): BigUint64Array {
    const words = new BigUint64Array(count);
    this.ram.read(address, words, 0, words.byteLength);
    return words;
  }

  private ring(cpu: number): void {
    this.doorbell.write(Uint8Array.of(cpu));
  }
}

/** Whether the monitor itself brought about an exception. */
function isOfMonitor(kind: number): boolean {
  return kind < KIND.SYNCHRONOUS;
}

function addressOf({ cpu }: CpuFrame): number {
  return FRAMES + cpu * FRAME_STRIDE;
}
