import { closeSync, writeSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { RunningMachine } from '../../../core/board/running-machine.ts';
import { openAnonymousFile } from '../../ram/anonymous-file.ts';
import type { FileRam } from '../../ram/file-ram.ts';
import { Firmware, type GuestEnd } from '../firmware/firmware.ts';
import { type SecureImage, SecureWorld } from '../firmware/secure-world.ts';
import { Stage2, type TableArea } from '../firmware/stage2.ts';
import type { CpuFrame } from '../link/cpu-frame.ts';
import { Link } from '../link/link.ts';
import { type QemuEnd, QemuProcess } from '../link/qemu-process.ts';
import { TableRam } from '../link/table-ram.ts';
import { firmwareImage } from '../monitor/firmware-image.ts';
import type { BoardOptions, Start } from './board-options.ts';

/** What a shell answers when there is no such program. */
const NO_PROGRAM = 127;

/** How it came to an end: by itself, or because it was told to. */
export type End = GuestEnd | { readonly how: 'killed' };

/** QEMU cannot run the guest. */
export class QemuError extends Error {}

export interface GuestParts {
  readonly machine: RunningMachine;
  readonly ram: FileRam;
  readonly partition: string;
  readonly cpus: number;
  readonly options: BoardOptions;
  readonly start: Start;
  /** Where translation tables may be. */
  readonly tables: TableArea;
  /** The code of secure partitions, in the order in which they start. */
  readonly images: readonly SecureImage[];
}

/** A guest that runs. */
export class Guest {
  /** Its serial console. */
  readonly console: Duplex;
  /** Rejected when QEMU fails, with a QemuError, or when a program of the machine does, with its error. */
  readonly ended: Promise<End>;
  private readonly qemu: QemuProcess;
  private readonly link: Link;
  private readonly firmware: Firmware;
  private readonly stage2: Stage2;
  private readonly program: string;
  private end: End | undefined;
  private failure: { readonly error: unknown } | undefined;

  constructor({ machine, ram, partition, cpus, options, start, tables, images }: GuestParts) {
    const { program, model, spin } = options;
    const { level, entry, services = () => new Map() } = start;
    const image = firmwareImage();
    const flash = fileWith(image.bytes);
    this.program = program;
    this.qemu = new QemuProcess({ program, model, cpus, ramBytes: ram.bytes }, ram.descriptor, flash);
    closeSync(flash);
    this.console = this.qemu.console;
    const link = new Link(ram, this.qemu.doorbell, cpus, spin, (frame, then) => this.report(frame, then));
    this.link = link;
    const { addressOf } = image;
    this.stage2 = new Stage2({
      ...{ machine, link, area: tables, memory: new TableRam(ram) },
      guest: level === 'EL1' ? partition : undefined,
      secure: images,
      forget: addressOf('forgetTranslations'),
    });
    const secure = new SecureWorld({ link, ram, images, stage2: this.stage2, addressOf });
    this.firmware = new Firmware({
      ...{ link, machine, partition, cpus, level, entry, stage2: this.stage2, secure, addressOf },
      createsGuests: machine.hypervisor?.hasGuests === false,
      services: services(link, ram),
      end: (end) => this.finish(end),
    });
    this.ended = this.qemu.ended.finally(() => link.close()).then((end) => this.outcome(end));
  }

  /** QEMU's process id, for debuggers. */
  get pid(): number | undefined {
    return this.qemu.pid;
  }

  /** Translation tables in use; none for a guest that has a hypervisor of its own, and no partitions with code beside it. */
  get usedTables(): number {
    return this.stage2.used;
  }

  /** Ends it, wherever it is. */
  kill(): void {
    this.finish({ how: 'killed' });
  }

  private finish(end: End): void {
    this.end ??= end;
    this.link.close();
    this.qemu.kill();
  }

  private report(frame: CpuFrame, then: ((frame: CpuFrame) => boolean) | undefined): boolean {
    // What comes after the end is of no interest.
    if (this.end !== undefined || this.failure !== undefined) return false;
    try {
      return then === undefined ? this.firmware.report(frame) : then(frame);
    } catch (error) {
      this.failure = { error };
      this.qemu.kill();
      return false;
    }
  }

  private outcome({ code, signal, complaints }: QemuEnd): End {
    if (this.failure !== undefined) throw this.failure.error;
    if (this.end !== undefined) return this.end;
    if (code === NO_PROGRAM) throw new QemuError(`${this.program} is not installed`);
    throw new QemuError(`${this.program} ended with ${signal ?? code}: ${complaints.trim()}`);
  }
}

/** A file that QEMU reads and nobody else. */
function fileWith(bytes: Uint8Array): number {
  const descriptor = openAnonymousFile(bytes.length);
  writeSync(descriptor, bytes, 0, bytes.length, 0);
  return descriptor;
}
