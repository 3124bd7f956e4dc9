import { pagesOf } from '../../../core/board/build.ts';
import type { MachineSpec } from '../../../core/board/machine.ts';
import { RunningMachine } from '../../../core/board/running-machine.ts';
import { PAGE_SIZE } from '../../../core/memory/pages.ts';
import { BackedMemory } from '../../ram/backed-memory.ts';
import { FileRam } from '../../ram/file-ram.ts';
import { assemble } from '../asm/assemble.ts';
import { type TableArea, tablesFor } from '../firmware/stage2.ts';
import { el2Vectors } from '../monitor/el2-vectors.ts';
import { EL2_VECTORS, GUEST_RAM, MAX_CPUS } from '../monitor/mailbox.ts';
import { RAM } from '../monitor/virt-map.ts';
import { type BoardOptions, type Start, USUAL_OPTIONS } from './board-options.ts';
import { Guest } from './guest.ts';

/** QEMU takes no odd number of pages. */
const MEBIBYTE = 0x10_0000;

/**
 * The QEMU board: one partition of a machine is a guest that QEMU runs; this process is its firmware and its partition manager. The other
 * partitions are programs, as on the in-process board, and share memory with the guest.
 */
export class QemuBoard {
  readonly machine: RunningMachine;
  /** Processors of the guest. */
  readonly cpus: number;
  private readonly ram: FileRam;
  /** Where the guest's memory ends, and what follows is ours. */
  private readonly end: number;
  private readonly tables: TableArea;
  private readonly partition: string;
  private readonly options: BoardOptions;
  private guest: Guest | undefined;

  /** `partition` is the guest: its contexts are processors. The memory region at RAM of monitor/virt-map.ts is what it boots in. */
  constructor(spec: MachineSpec, partition: string, options: Partial<BoardOptions> = {}) {
    this.cpus = spec.partitions.find(({ name }) => name === partition)?.contexts ?? 0;
    if (this.cpus < 1 || this.cpus > MAX_CPUS)
      throw new RangeError(`${partition} has ${this.cpus} contexts; a guest may have 1 to ${MAX_CPUS}`);
    const region = spec.memory.find(({ base }) => base === RAM);
    if (region === undefined) throw new TypeError(`no memory region is at 0x${RAM.toString(16)}`);
    this.end = RAM + region.pages * PAGE_SIZE;
    const tables = tablesFor(this.end);
    this.tables = { base: this.end, tables };
    const bytes = region.pages * PAGE_SIZE + tables * PAGE_SIZE;
    this.ram = FileRam.anonymous(RAM, Math.ceil(bytes / MEBIBYTE) * MEBIBYTE);
    this.load(EL2_VECTORS, assemble(el2Vectors(), EL2_VECTORS).bytes);
    this.machine = new RunningMachine(spec, new BackedMemory([this.ram], pagesOf(spec)));
    this.partition = partition;
    this.options = { ...USUAL_OPTIONS, ...options };
  }

  /** Physical addresses of the memory that is the guest's own. */
  get guestRam(): { readonly base: number; readonly end: number } {
    return { base: GUEST_RAM, end: this.end };
  }

  /** Puts bytes into the guest's RAM. Throws a RangeError where there is none. */
  load(address: number, bytes: Uint8Array): void {
    this.ram.write(address, bytes, 0, bytes.length);
  }

  /** Starts the guest. A board has one: the memory that it leaves behind is no place to start another. */
  boot(start: Start): Guest {
    const { machine, ram, partition, cpus, options, tables } = this;
    this.guest = new Guest({ machine, ram, partition, cpus, options, start, tables });
    return this.guest;
  }

  /** Ends the guest and gives its memory back. */
  close(): void {
    this.guest?.kill();
    this.ram.close();
  }
}
