import { type Frame, REGISTERS } from '../../../core/abi/frame.ts';
import type { FileRam } from '../../ram/file-ram.ts';
import type { CpuFrame } from '../link/cpu-frame.ts';
import type { Link } from '../link/link.ts';
import { capabilitiesOf, type Identification } from '../monitor/capabilities.ts';
import { EEL2, NS, SCR_EL3_UNUSED, SCTLR_EL1, SPSR, SPSR_EL0 } from '../monitor/control-values.ts';
import { COMMAND, CONTEXTS, FRAME, HOST_CODE, MAX_CPUS, SCRATCH } from '../monitor/mailbox.ts';
import { IDENTIFICATION, type SnippetName } from '../monitor/snippets.ts';
import {
  switchAtHostCode,
  type WorldRegisters,
  type WorldSwitch,
  worldSwitch,
} from '../monitor/world-switch.ts';
import type { SecureCode, Stage2 } from './stage2.ts';
import { type SavedWorlds, type SecureContext, WORLD_BYTES, Worlds } from './worlds.ts';

const CONTEXT_BYTES = 0x1000;

/** The code of a secure partition: where it starts, and what it finds in its registers. */
export interface SecureImage extends SecureCode {
  readonly entry: number;
  readonly registers: Frame;
}

/** The processor model cannot run real code in the secure world. */
export class NoSecureHypervisor extends Error {}

export interface SecureWorldParts {
  readonly link: Link;
  readonly ram: FileRam;
  /** In the order in which they start. */
  readonly images: readonly SecureImage[];
  /** Has the tables that partitions run behind. */
  readonly stage2: Stage2;
  readonly addressOf: (snippet: SnippetName) => number;
}

type Next = (frame: CpuFrame) => boolean;

/**
 * Secure partitions with real code, at S-EL1 or S-EL0. Each has one execution context. The first processor runs them one after the other before the
 * normal world starts; later they run wherever somebody calls them.
 */
export class SecureWorld {
  private readonly parts: SecureWorldParts;
  private readonly worlds = new Worlds(placeOf);
  /** One of each partition. */
  readonly contexts: readonly SecureContext[];
  private readonly unstarted: SecureContext[];
  /** What follows when all have had their first run; undefined when that was long ago. */
  private afterwards: Next | undefined;

  constructor(parts: SecureWorldParts) {
    this.parts = parts;
    this.contexts = parts.images.map(({ partition, user }, index) => ({
      partition,
      user,
      place: placeOf(MAX_CPUS + index),
      state: new Uint8Array(WORLD_BYTES),
    }));
    this.unstarted = [...this.contexts];
  }

  /** The partition whose code a processor runs; undefined in the normal world. */
  on(cpu: number): SecureContext | undefined {
    return this.worlds.on(cpu);
  }

  /** Whether the first runs go on. */
  get isStarting(): boolean {
    return this.afterwards !== undefined;
  }

  /** The first processor is there: it runs what there is to run in the secure world, and then does what is next. */
  start(frame: CpuFrame, next: Next): boolean {
    if (this.contexts.length === 0) return next(frame);
    const { link, addressOf } = this.parts;
    this.afterwards = next;
    link.runFirst(frame, addressOf('identify'), [SCRATCH], () => this.prepare(frame));
    return true;
  }

  /** A partition has ended its first run, or its life in the middle of it. True: the frame is an answer. */
  startNext(frame: CpuFrame): boolean {
    const next = this.unstarted.shift();
    if (next !== undefined) {
      this.enter(frame, next);
      return true;
    }
    const { afterwards } = this;
    this.afterwards = undefined;
    return afterwards === undefined || this.leave(frame, afterwards);
  }

  /** Has a processor go back to the normal world, if it is not there, and do what is next. True when its frame is an answer. */
  leave(frame: CpuFrame, next: Next): boolean {
    const places = this.worlds.change(frame, undefined);
    if (places === undefined) return next(frame);
    this.parts.link.runFirst(frame, HOST_CODE, places, next);
    return true;
  }

  /** Has a processor go on in a world; undefined is the normal one. */
  enter(frame: CpuFrame, world: SecureContext | undefined): void {
    const places = this.worlds.change(frame, world);
    if (places !== undefined) frame.run(COMMAND.RUN_AND_RESUME, HOST_CODE, places);
  }

  /** Takes a copy, after all have had their first runs. What is in the machine's memory is none of it. */
  save(): SavedWorlds {
    return this.worlds.save(this.contexts);
  }

  /** Puts one back: nothing starts any more. */
  restore(saved: SavedWorlds): void {
    this.unstarted.length = 0;
    this.worlds.restore(this.contexts, saved);
  }

  /** The processor has said what it is capable of: now there can be a switch of worlds, with which it saves the state that it starts with. */
  private prepare(frame: CpuFrame): boolean {
    const { link, ram } = this.parts;
    const words = new BigUint64Array(IDENTIFICATION.length);
    ram.read(SCRATCH, words, 0, words.byteLength);
    const pairs = IDENTIFICATION.map((name, index) => [name, words[index]]);
    const capabilities = capabilitiesOf(Object.fromEntries(pairs) as Identification);
    if (!capabilities.has('SEL2')) throw new NoSecureHypervisor('the processor model has no secure EL2');
    const change = worldSwitch(capabilities);
    const bytes = switchAtHostCode(change);
    ram.write(HOST_CODE, bytes, 0, bytes.length);
    const own = placeOf(frame.cpu);
    link.runFirst(frame, HOST_CODE, [own, own], () => {
      this.makeContexts(frame, change);
      return this.startNext(frame);
    });
    return true;
  }

  /** Partitions start as the processor did, but behind their tables. */
  private makeContexts(frame: CpuFrame, { bytes, offsetOf }: WorldSwitch): void {
    const { ram, images, stage2 } = this.parts;
    const scr = (frame.get(FRAME.SCR) & ~NS & ~SCR_EL3_UNUSED.EL1) | EEL2;
    const fresh = new Uint8Array(bytes);
    ram.read(placeOf(frame.cpu), fresh, 0, bytes);
    images.forEach(({ partition, user, entry, registers }, index) => {
      const system = fresh.slice();
      const view = new DataView(system.buffer);
      for (const [register, value] of Object.entries({ SCTLR_EL1, ...stage2.secureRegisters(partition) }))
        view.setBigUint64(offsetOf(register as keyof WorldRegisters), value, true);
      const context = this.contexts[index];
      if (context === undefined) return;
      ram.write(context.place, system, 0, bytes);
      const state = new DataView(context.state.buffer);
      for (let half = 0; half < 2 * REGISTERS; half++) state.setUint32(4 * half, registers[half] ?? 0, true);
      state.setBigUint64(FRAME.ELR, BigInt(entry), true);
      state.setBigUint64(FRAME.SPSR, user ? SPSR_EL0 : SPSR.EL1, true);
      state.setBigUint64(FRAME.SCR, scr, true);
    });
  }
}

/** Where a world has its system registers while its processor is elsewhere: those of the normal world by processor, then partitions. */
function placeOf(index: number): number {
  return CONTEXTS + CONTEXT_BYTES * index;
}
