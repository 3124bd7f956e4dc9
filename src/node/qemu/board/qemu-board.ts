import { inBootOrder } from '../../../core/board/boot.ts';
import { entryFrame } from '../../../core/board/boot-info.ts';
import { pagesOf } from '../../../core/board/build.ts';
import type { MachineSpec } from '../../../core/board/machine.ts';
import { RunningMachine, type SavedMachine } from '../../../core/board/running-machine.ts';
import { addressOf, addressText, PAGE_SIZE, pageOf } from '../../../core/memory/pages.ts';
import type { SavedMemory } from '../../../core/memory/physical-memory.ts';
import { BackedMemory } from '../../ram/backed-memory.ts';
import { FileRam } from '../../ram/file-ram.ts';
import { copyIn, copyOut, type Extents } from '../../ram/ram-extents.ts';
import { assemble } from '../asm/assemble.ts';
import type { SecureImage } from '../firmware/secure-world.ts';
import { tablesFor } from '../firmware/stage2.ts';
import { el2Vectors } from '../monitor/el2-vectors.ts';
import { EL2_VECTORS, GUEST_RAM, MAX_CPUS } from '../monitor/mailbox.ts';
import { RAM } from '../monitor/virt-map.ts';
import { type BoardOptions, type Start, USUAL_OPTIONS } from './board-options.ts';
import { Guest, type SavedGuest } from './guest.ts';
import { type GuestRoom, guestRooms } from './guest-places.ts';

/** A board as it was when its guest was stopped, but for the memory of the normal world. Bytes can hold it (saving/state-bytes.ts). */
export interface SavedQemuBoard {
  readonly spec: MachineSpec;
  readonly partition: string;
  /** Processor model. */
  readonly model: string;
  readonly start: Pick<Start, 'level' | 'entry'>;
  readonly installed: readonly SecureImage[];
  readonly machine: SavedMachine;
  /** Memory that the guest's processors do not reach. */
  readonly ownMemory: SavedMemory;
  readonly guest: SavedGuest;
}

/** QEMU takes no odd number of pages. */
const MEBIBYTE = 0x10_0000;

/**
 * The QEMU board: one partition of a machine is a guest that QEMU runs; this process is its firmware and its partition manager. The other
 * partitions are programs, as on the in-process board, and share memory with the guest.
 */
export class QemuBoard {
  readonly machine: RunningMachine<BackedMemory>;
  /** The guests, in their order. */
  readonly guests: readonly GuestRoom[];
  private readonly ram: FileRam;
  /** Where the guest's memory ends, and what follows is ours. */
  private readonly end: number;
  private readonly tablesAt: number;
  /** Code of secure partitions. */
  private readonly installed: Map<string, SecureImage> = new Map();
  private readonly options: BoardOptions;
  private guest: Guest | undefined;
  private start: Start | undefined;

  /** `guests` are partitions whose contexts are processors. The memory region at RAM of monitor/virt-map.ts is what they boot in. */
  constructor(spec: MachineSpec, guests: string | readonly string[], options: Partial<BoardOptions> = {}) {
    const names = [guests].flat();
    this.guests = guestRooms(spec, names);
    const cpus = this.guests.reduce((sum, each) => sum + each.cpus, 0);
    if (cpus < 1 || cpus > MAX_CPUS)
      throw new RangeError(`${names.join(', ')}: ${cpus} contexts; guests may have 1 to ${MAX_CPUS}`);
    const region = spec.memory.find(({ base }) => base === RAM);
    if (region === undefined) throw new TypeError(`no memory region is at 0x${RAM.toString(16)}`);
    this.end = RAM + region.pages * PAGE_SIZE;
    this.tablesAt = addressOf(pagesOf(spec));
    const tables = tablesFor(this.tablesAt, names.length, spec.partitions.length);
    const bytes = this.tablesAt - RAM + tables * PAGE_SIZE;
    this.ram = FileRam.anonymous(RAM, Math.ceil(bytes / MEBIBYTE) * MEBIBYTE);
    this.load(EL2_VECTORS, assemble(el2Vectors(), EL2_VECTORS).bytes);
    this.machine = new RunningMachine(spec, new BackedMemory([this.ram], pagesOf(spec)));
    this.options = { ...USUAL_OPTIONS, ...options };
  }

  /** The memory that is the first guest's own, in its addresses. */
  get guestRam(): { readonly base: number; readonly end: number } {
    return this.guests.length === 1 ? { base: GUEST_RAM, end: this.end } : this.room(0).ram;
  }

  /** Puts bytes into a guest's RAM, at an address of the guest's. Throws a RangeError where there is none. */
  load(address: number, bytes: Uint8Array, guest = 0): void {
    this.ram.write(address + this.room(guest).offset, bytes, 0, bytes.length);
  }

  /** Throws a RangeError for a guest that there is not. */
  room(guest: number): GuestRoom {
    const room = this.guests[guest];
    if (room === undefined) throw new RangeError(`there is no guest ${guest}`);
    return room;
  }

  /**
   * Gives a secure partition code of its own, which runs at its level instead of a program: an image at an address of the partition's, and where in
   * those it starts. Its memory has to lie behind that of the guest, where processors can reach it. `machine.boot` leaves it out, and
   * `boot` starts it before the guest, after all programs. Throws a RangeError where the partition has no such memory.
   */
  install(partition: string, image: Uint8Array, at: number, entry: number = at): void {
    const { machine, ram } = this;
    const spec = machine.spec.partitions.find(({ name }) => name === partition);
    const party = machine.spmc.state.endpoints.party[machine.endpoint(partition)] ?? 0;
    const view = machine.ledger.viewOf(party);
    for (let done = 0; done < image.length; done += PAGE_SIZE) {
      const page = view.physical(pageOf(at + done));
      if (page < pageOf(this.end) || machine.ledger.rights(party, page) === 0)
        throw new RangeError(`${partition} has no memory for its image at ${addressText(at + done)}`);
      ram.write(addressOf(page), image, done, Math.min(PAGE_SIZE, image.length - done));
    }
    if (spec === undefined) return;
    const user = spec.level === 'S-EL0';
    this.installed.set(partition, { partition, user, entry, registers: entryFrame(spec) });
  }

  /**
   * Starts the guest. A board has one: the memory that it leaves behind is no place to start another. Throws a TypeError where EL2 is the guest's and
   * the machine has a hypervisor of its own.
   */
  boot(start: Start): Guest {
    return this.run(start, undefined);
  }

  /**
   * Stops the guest for good and takes a copy; `put` is given its memory. Rejected when the guest ends before, and with a TypeError where there are
   * several: a copy does not have the devices that are played for them. Throws what `put` throws.
   */
  async save(put: (piece: Uint8Array) => void): Promise<{ saved: SavedQemuBoard; extents: Extents }> {
    const { guest, start, machine, guests } = this;
    if (guest === undefined || start === undefined) throw new Error('there is no guest to be saved');
    if (guests.length !== 1) throw new TypeError(`${guests.length} guests cannot be saved together`);
    const { partition } = this.room(0);
    const savedGuest = await guest.save();
    const { level, entry } = start;
    const saved = {
      ...{ spec: machine.spec, partition, model: this.options.model, start: { level, entry } },
      installed: [...this.installed.values()],
      machine: machine.save(),
      ownMemory: machine.memory.save(),
      guest: savedGuest,
    };
    return { saved, extents: copyOut(this.ram, this.tablesAt - RAM, put) };
  }

  /**
   * Goes on where a board was saved that was made like this one; `take` fills buffers with its memory, in order. Services are no part of what was
   * saved.
   */
  goOn(
    saved: SavedQemuBoard,
    extents: Extents,
    take: (piece: Uint8Array) => void,
    services: Pick<Start, 'services'> = {},
  ): Guest {
    this.machine.restore(saved.machine);
    this.machine.memory.restore(saved.ownMemory);
    for (const image of saved.installed) this.installed.set(image.partition, image);
    const guest = this.run({ ...saved.start, ...services }, saved.guest);
    // QEMU gets ready meanwhile. It does not go on before we give it its devices.
    copyIn(this.ram, extents, take);
    return guest;
  }

  private run(start: Start, saved: SavedGuest | undefined): Guest {
    const { machine, ram, guests, options } = this;
    if (start.level === 'EL2' && machine.hypervisor !== undefined)
      throw new TypeError(`no guest can start at EL2, where ${machine.hypervisor.name} is`);
    const images = inBootOrder(machine.spec.partitions).flatMap(({ name }) => this.installed.get(name) ?? []);
    const tables = { base: this.tablesAt, tables: tablesFor(this.tablesAt, guests.length, images.length) };
    this.start = start;
    this.guest = new Guest({ machine, ram, guests, options, start, tables, images, saved });
    return this.guest;
  }

  /** Ends the guest and gives its memory back. */
  close(): void {
    this.guest?.kill();
    this.ram.close();
  }
}
