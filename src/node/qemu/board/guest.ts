import { closeSync, writeSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { RunningMachine } from '../../../core/board/running-machine.ts';
import { openAnonymousFile } from '../../ram/anonymous-file.ts';
import type { FileRam } from '../../ram/file-ram.ts';
import { Firmware, type GuestEnd, type SavedFirmware } from '../firmware/firmware.ts';
import { GuestDistributor, prepareInterrupts } from '../firmware/guest-distributor.ts';
import { type SecureImage, SecureWorld } from '../firmware/secure-world.ts';
import { SerialLine } from '../firmware/serial-line.ts';
import { Stage2, type TableArea } from '../firmware/stage2.ts';
import type { CpuFrame } from '../link/cpu-frame.ts';
import { loadDevices, saveDevices } from '../link/device-state.ts';
import { Link } from '../link/link.ts';
import { type QemuEnd, QemuProcess } from '../link/qemu-process.ts';
import { type QemuVersion, QmpClosed, QmpError } from '../link/qmp.ts';
import { TableRam } from '../link/table-ram.ts';
import { firmwareImage } from '../monitor/firmware-image.ts';
import type { DeviceRange } from '../monitor/virt-map.ts';
import type { BoardOptions, Start } from './board-options.ts';
import type { GuestRoom } from './guest-places.ts';

/** What a shell answers when there is no such program. */
const NO_PROGRAM = 127;

/** How it came to an end: by itself, because it was told to, or because it goes on elsewhere. */
export type End = GuestEnd | { readonly how: 'killed' | 'saved' };

/** How long a guest goes on that cannot be stopped just now, in milliseconds: what is under way takes less. */
const MOMENT = 2;

/** QEMU cannot run the guest, or no longer. */
export class QemuError extends Error {
  /** There is no such program; it was killed; or it ended by itself, and has said why. */
  readonly became: 'missing' | 'killed' | 'ended';

  constructor(message: string, became: QemuError['became']) {
    super(message);
    this.became = became;
  }
}

/** QEMU cannot go on with a guest that another QEMU ran. */
export class ForeignGuest extends Error {}

/** A guest as it was when it was stopped, but for its memory. */
export interface SavedGuest {
  readonly firmware: SavedFirmware;
  /** QEMU's own: processors and devices. */
  readonly devices: Uint8Array;
  /** Which QEMU that was. Others have other devices. */
  readonly qemu: QemuVersion;
}

export interface GuestParts {
  readonly machine: RunningMachine;
  readonly ram: FileRam;
  /** The first has QEMU's console. */
  readonly guests: readonly GuestRoom[];
  readonly options: BoardOptions;
  readonly start: Start;
  /** Where translation tables may be. */
  readonly tables: TableArea;
  /** The code of secure partitions, in the order in which they start. */
  readonly images: readonly SecureImage[];
  /** What it goes on with, instead of a start. */
  readonly saved?: SavedGuest | undefined;
}

/** The guest that runs, or several of them side by side. */
export class Guest {
  /** The serial console, of the first of several. */
  readonly console: Duplex;
  /** Fulfilled when its processors run: at once, unless QEMU gets them from elsewhere. */
  readonly runs: Promise<void>;
  /** Those of all, in their order. */
  readonly consoles: readonly Duplex[];
  /** Rejected when QEMU fails, with a QemuError, or when a program of the machine does, with its error. */
  readonly ended: Promise<End>;
  private readonly qemu: QemuProcess;
  private readonly link: Link;
  private readonly firmware: Firmware;
  private readonly stage2: Stage2;
  private readonly program: string;
  private readonly ends: Map<string, GuestEnd> = new Map();
  private end: End | undefined;
  private failure: { readonly error: unknown } | undefined;

  constructor({ machine, ram, guests, options, start, tables, images, saved }: GuestParts) {
    const { program, model, spin } = options;
    const { level, entry, others = [], beyond = [], services = () => new Map() } = start;
    const cpus = guests.reduce((sum, each) => sum + each.cpus, 0);
    const image = firmwareImage();
    const flash = fileWith(image.bytes);
    this.program = program;
    const incoming = saved !== undefined;
    this.qemu = new QemuProcess(
      { program, model, cpus, ramBytes: ram.bytes, incoming },
      ram.descriptor,
      flash,
    );
    closeSync(flash);
    this.console = this.qemu.console;
    const lines = guests
      .slice(1)
      .map(({ partition, interrupt }) => new SerialLine(() => this.firmware.raise(partition, interrupt)));
    this.consoles = [this.console, ...lines.map(({ end }) => end)];
    const link = new Link(ram, this.qemu.doorbell, cpus, spin, (frame, then) => this.report(frame, then));
    this.link = link;
    const { addressOf } = image;
    this.stage2 = new Stage2({
      ...{ machine, link, area: tables, memory: new TableRam(ram) },
      guests: level === 'EL1' ? withReach(guests, beyond) : [],
      secure: images,
      forget: addressOf('forgetTranslations'),
    });
    const secure = new SecureWorld({ link, ram, images, stage2: this.stage2, addressOf });
    this.firmware = new Firmware({
      ...{ link, machine, level, stage2: this.stage2, secure, addressOf },
      guests: guests.map((room, index) => ({
        ...room,
        entry: [entry, ...others][index] ?? entry,
        devices: guests.length === 1 ? [] : [distributorOf(room), ...lines.slice(index - 1, index)],
      })),
      preparations:
        guests.length === 1
          ? []
          : prepareInterrupts(guests.slice(1).map(({ interrupt, first }) => ({ interrupt, cpu: first }))),
      createsGuests: machine.hypervisor?.hasGuests === false,
      services: services(link, ram),
      end: (partition, end, last) => {
        this.ends.set(partition, end);
        if (last) this.finish(end);
      },
    });
    this.runs = saved === undefined ? Promise.resolve() : this.goOn(saved);
    this.runs.catch((error: unknown) => this.fail(error));
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

  /** How guests have ended so far, while others go on. */
  endOf(partition: string): GuestEnd | undefined {
    return this.ends.get(partition);
  }

  /** Ends one of several guests, wherever it is; the others go on. */
  condemn(partition: string): void {
    this.firmware.condemn(partition);
  }

  /** Ends it, wherever it is. */
  kill(): void {
    this.finish({ how: 'killed' });
  }

  /**
   * Stops it, at the next moment when nothing is under way between its processors and us, and takes a copy of what its memory does not have. It goes on
   * no more. Rejected when it ends before.
   */
  async save(): Promise<SavedGuest> {
    const { control } = this.qemu;
    await this.stop();
    const firmware = this.firmware.save();
    return { firmware, devices: await saveDevices(control), qemu: await control.version };
  }

  /** Ends it, after `save`. */
  leave(): void {
    this.finish({ how: 'saved' });
  }

  private async stop(): Promise<void> {
    const { control } = this.qemu;
    for (;;) {
      await control.run('stop');
      this.link.catchUp();
      if (this.firmware.isQuiet) return;
      await control.run('cont');
      await setTimeout(MOMENT);
    }
  }

  private async goOn({ firmware, devices, qemu }: SavedGuest): Promise<void> {
    const { control, incoming } = this.qemu;
    this.firmware.restore(firmware);
    // What is typed before QEMU has the devices would be gone with those that it has until then.
    this.console.cork();
    const { major, minor } = await control.version;
    if (incoming === undefined || major !== qemu.major || minor !== qemu.minor)
      throw new ForeignGuest(
        `QEMU ${qemu.major}.${qemu.minor} ran it, and ${this.program} is QEMU ${major}.${minor}`,
      );
    try {
      await loadDevices(control, devices, incoming);
      this.firmware.takeOver();
      await control.run('cont');
      this.console.uncork();
    } catch (error) {
      throw error instanceof QmpError ? new ForeignGuest(`QEMU cannot go on: ${error.message}`) : error;
    }
  }

  private finish(end: End): void {
    this.end ??= end;
    this.link.close();
    this.qemu.kill();
  }

  /** QEMU itself says best why it has ended. */
  private fail(error: unknown): void {
    if (!(error instanceof QmpClosed)) this.failure ??= { error };
    this.qemu.kill();
  }

  private report(frame: CpuFrame, then: ((frame: CpuFrame) => boolean) | undefined): boolean {
    // What comes after the end is of no interest.
    if (this.end !== undefined || this.failure !== undefined) return false;
    try {
      return then === undefined ? this.firmware.report(frame) : then(frame);
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  private outcome({ code, signal, complaints }: QemuEnd): End {
    if (this.failure !== undefined) throw this.failure.error;
    if (this.end !== undefined) return this.end;
    if (code === NO_PROGRAM) throw new QemuError(`${this.program} is not installed`, 'missing');
    const how = `${this.program} ended with ${signal ?? code}`;
    const why = complaints.trim();
    throw new QemuError(why === '' ? how : `${how}: ${why}`, signal === null ? 'ended' : 'killed');
  }
}

/** Guests, of which the first reaches more. */
function withReach([first, ...others]: readonly GuestRoom[], beyond: readonly DeviceRange[]): GuestRoom[] {
  return first === undefined ? [] : [{ ...first, devices: [...first.devices, ...beyond] }, ...others];
}

function distributorOf({ first, cpus, interrupt }: GuestRoom): GuestDistributor {
  return new GuestDistributor({
    own: [interrupt],
    hasProcessor: (cpu) => cpu >= first && cpu < first + cpus,
  });
}

/** A file that QEMU reads and nobody else. */
function fileWith(bytes: Uint8Array): number {
  const descriptor = openAnonymousFile(bytes.length);
  writeSync(descriptor, bytes, 0, bytes.length, 0);
  return descriptor;
}
