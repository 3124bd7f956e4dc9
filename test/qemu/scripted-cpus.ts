import { pagesOf } from '../../src/core/board/build.ts';
import { RunningMachine } from '../../src/core/board/running-machine.ts';
import { PAGE_SIZE } from '../../src/core/memory/pages.ts';
import { USUAL_OPTIONS } from '../../src/node/qemu/board/board-options.ts';
import { guestMachine } from '../../src/node/qemu/board/guest-machine.ts';
import { Firmware, type GuestEnd } from '../../src/node/qemu/firmware/firmware.ts';
import type { Level } from '../../src/node/qemu/firmware/power.ts';
import { SecureWorld } from '../../src/node/qemu/firmware/secure-world.ts';
import type { Services } from '../../src/node/qemu/firmware/smccc.ts';
import { Stage2, tablesFor } from '../../src/node/qemu/firmware/stage2.ts';
import { type Doorbell, Link } from '../../src/node/qemu/link/link.ts';
import { TableRam } from '../../src/node/qemu/link/table-ram.ts';
import { FRAME, FRAME_STRIDE, FRAMES, KIND } from '../../src/node/qemu/monitor/mailbox.ts';
import type { SnippetName } from '../../src/node/qemu/monitor/snippets.ts';
import { NORMAL_DEVICES, RAM, SECURE_RAM } from '../../src/node/qemu/monitor/virt-map.ts';
import { BackedMemory } from '../../src/node/ram/backed-memory.ts';
import { FileRam } from '../../src/node/ram/file-ram.ts';

export const VAULT = 0x8001;
const RAM_BYTES = 0x40_0000;
/** The first byte behind the guest's memory: its translation tables. */
export const TABLES_BASE: number = RAM + RAM_BYTES;
const TABLES = tablesFor(TABLES_BASE, 1, 0);
const SYNDROME_SMC = 0x17n << 26n;

/** Where the snippets would be. */
export const SNIPPET: Readonly<Record<SnippetName, number>> = {
  freshen: 0x100,
  standBy: 0x200,
  powerDown: 0x300,
  poke: 0x400,
  identify: 0x500,
  forgetTranslations: 0x600,
  takeException: 0x700,
};

/** What a processor finds in its frame; undefined while it has no answer. */
export interface Answer {
  readonly x: readonly bigint[];
  readonly elr: bigint;
  readonly spsr: bigint;
  readonly command: number;
  readonly snippet: number;
  readonly args: readonly bigint[];
}

export interface Setting {
  readonly cpus?: number;
  readonly level?: Level;
  readonly services?: Services;
  /** Whether the guest is confined to what the ledger gives it. */
  readonly confined?: boolean;
}

/** Firmware and link with processors that are played: they do what the monitor would, when a test says so. */
export class ScriptedCpus {
  readonly ram: FileRam = FileRam.anonymous(RAM, RAM_BYTES + TABLES * PAGE_SIZE);
  readonly machine: RunningMachine;
  readonly link: Link;
  readonly ends: GuestEnd[] = [];
  /** Bytes that came from the host: processors that were woken. */
  readonly woken: number[] = [];
  private ring: (bytes: Uint8Array) => void = () => undefined;
  private deaf = false;

  constructor({ cpus = 1, level = 'EL1', services = new Map(), confined = false }: Setting = {}) {
    const spec = guestMachine({
      guest: 'os',
      mediated: false,
      cpus,
      ramBytes: RAM_BYTES,
      partitions: [{ name: 'vault', id: VAULT, memory: [{ base: SECURE_RAM, pages: 16 }] }],
    });
    this.machine = new RunningMachine(spec, new BackedMemory([this.ram], pagesOf(spec)));
    this.machine.boot();
    const doorbell: Doorbell = {
      on: (_event, listener) => {
        this.ring = listener;
      },
      write: (bytes) => this.woken.push(...bytes),
    };
    this.link = new Link(this.ram, doorbell, cpus, USUAL_OPTIONS.spin, (frame, then) =>
      then === undefined ? firmware.report(frame) : then(frame),
    );
    const { link, machine } = this;
    const addressOf = (name: SnippetName) => SNIPPET[name];
    const stage2 = new Stage2({
      ...{ machine, link, secure: [], memory: new TableRam(this.ram) },
      guests: confined ? [{ partition: 'os', devices: NORMAL_DEVICES }] : [],
      area: { base: TABLES_BASE, tables: TABLES },
      forget: SNIPPET.forgetTranslations,
    });
    const firmware = new Firmware({
      ...{ link: this.link, machine: this.machine, level, services },
      guests: [
        {
          ...{ partition: 'os', first: 0, cpus, devices: [] },
          entry: { address: 0x4020_0000n, argument: 0x4600_0000n },
        },
      ],
      preparations: [],
      stage2,
      secure: new SecureWorld({ link, ram: this.ram, images: [], stage2, addressOf }),
      createsGuests: false,
      addressOf,
      end: (_partition, end) => this.ends.push(end),
    });
  }

  /** A processor starts. */
  boot(cpu: number): Answer | undefined {
    return this.report(cpu, { KIND: BigInt(KIND.BOOT) });
  }

  /** A processor calls. */
  smc(cpu: number, ...x: readonly (number | bigint)[]): Answer | undefined {
    x.forEach((value, register) => {
      this.poke(cpu, FRAME.X + 8 * register, BigInt(value));
    });
    return this.report(cpu, { KIND: BigInt(KIND.SYNCHRONOUS), ESR: SYNDROME_SMC });
  }

  /** A processor reports, with some fields of its frame. */
  report(cpu: number, fields: Partial<Record<keyof typeof FRAME, bigint>>): Answer | undefined {
    for (const [name, value] of Object.entries(fields))
      this.poke(cpu, FRAME[name as keyof typeof FRAME], value);
    this.poke(cpu, FRAME.REQUEST, this.peek(cpu, FRAME.REQUEST) + 1n);
    this.rings(cpu);
    return this.answer(cpu);
  }

  /** A processor rings. */
  rings(cpu: number): void {
    if (!this.deaf) this.ring(Uint8Array.of(cpu));
  }

  /** What processors do in the meantime nobody hears. */
  silent(act: () => void): void {
    this.deaf = true;
    act();
    this.deaf = false;
  }

  /** What the processor was answered, if it was. */
  answer(cpu: number): Answer | undefined {
    if (this.peek(cpu, FRAME.REPLY) !== this.peek(cpu, FRAME.REQUEST)) return undefined;
    const many = (at: number, count: number) =>
      Array.from({ length: count }, (_, index) => this.peek(cpu, at + 8 * index));
    return {
      x: many(FRAME.X, 31),
      elr: this.peek(cpu, FRAME.ELR),
      spsr: this.peek(cpu, FRAME.SPSR),
      command: Number(this.peek(cpu, FRAME.COMMAND)),
      snippet: Number(this.peek(cpu, FRAME.SNIPPET)),
      args: many(FRAME.ARGUMENTS, 4),
    };
  }

  /** A word of a processor's frame. */
  peek(cpu: number, field: number): bigint {
    const word = new BigUint64Array(1);
    this.ram.read(FRAMES + cpu * FRAME_STRIDE + field, word, 0, 8);
    return word[0]!;
  }

  poke(cpu: number, field: number, value: bigint): void {
    this.ram.write(FRAMES + cpu * FRAME_STRIDE + field, BigUint64Array.of(value), 0, 8);
  }
}
