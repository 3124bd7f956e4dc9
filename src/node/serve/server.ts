import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { isNilUuid } from '../../core/abi/uuid.ts';
import type { ProgramOf } from '../../core/board/activity.ts';
import { pagesOf } from '../../core/board/build.ts';
import {
  HYPERVISOR_ID,
  isSecureLevel,
  type MachineSpec,
  type PartitionSpec,
} from '../../core/board/machine.ts';
import { RunningMachine } from '../../core/board/running-machine.ts';
import type { TraceListener } from '../../core/board/trace.ts';
import { PAGE_SIZE } from '../../core/memory/pages.ts';
import { BackedMemory } from '../ram/backed-memory.ts';
import { FileRam } from '../ram/file-ram.ts';
import { DevicesFolder, MEMORY } from './devices-folder.ts';
import { Namespace } from './namespace.ts';
import { ServeProblem } from './problem.ts';
import { reserve } from './reserve.ts';
import { VmDevice } from './vm-device.ts';
import { fileBytes, type MappedRun, mappedRuns } from './vm-memory.ts';

/** The memory of a VM, and the file that it is in. */
interface VmFile {
  readonly vm: PartitionSpec;
  readonly folder: string;
  readonly runs: readonly MappedRun[];
  readonly descriptor: number;
}

/** What a machine is served with. */
export interface ServeOptions {
  /** Where the files go. */
  readonly folder: string;
  /** What partitions run, by name. */
  readonly programs: Readonly<Record<string, ProgramOf>>;
  /** Hear of everything that happens, from the start of the machine on. */
  readonly listeners?: readonly TraceListener[];
}

/** Whether a VM can be served: it has a UUID to be named by, and buffers for its calls. */
function canBeServed({ level, uuids, buffers }: PartitionSpec): boolean {
  return !isSecureLevel(level) && buffers !== undefined && uuids.some((uuid) => !isNilUuid(uuid));
}

/** A machine whose partitions are files. */
export class Server {
  readonly machine: RunningMachine;
  readonly devices: readonly VmDevice[];
  /** Rejected with the error of a program of the machine; otherwise it never settles. */
  readonly failed: Promise<never>;
  private fail: (error: unknown) => void = () => undefined;
  private readonly folder: DevicesFolder;
  private readonly files: readonly VmFile[];

  private constructor(spec: MachineSpec, folder: DevicesFolder, files: readonly VmFile[]) {
    this.folder = folder;
    this.files = files;
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
    this.failed.catch(() => undefined);
    const rams = files.flatMap(({ runs, descriptor }) =>
      runs.map(
        ({ base, pages, offset }) => new FileRam({ base, bytes: pages * PAGE_SIZE, descriptor, offset }),
      ),
    );
    this.machine = new RunningMachine(spec, new BackedMemory(rams, pagesOf(spec)));
    this.devices = files.map(({ vm, runs }) => {
      const namespace = new Namespace(this.machine, vm, runs);
      return new VmDevice(namespace, {
        settle: () => this.settle(),
        fail: (error) => this.fail(error),
      });
    });
  }

  /** Serves the VMs of a machine in a folder. Throws a ServeProblem where that cannot be; then nothing is left behind. */
  static async start(
    spec: MachineSpec,
    { folder: path, programs, listeners = [] }: ServeOptions,
  ): Promise<Server> {
    const vms = spec.partitions.filter(canBeServed);
    if (vms.length === 0)
      throw new ServeProblem(
        'no partition of the normal world has a UUID and buffers',
        'Give one of them both, in the machine file: uuids: […], buffers: { tx: …, rx: … }.',
      );
    const folder = await DevicesFolder.open(path);
    const files: VmFile[] = [];
    let server: Server | undefined;
    try {
      for (const vm of vms) files.push(makeFile(vm, folder.namespace(vm.name), spec));
      server = new Server(spec, folder, files);
      for (const listener of listeners) server.machine.listen(listener);
      await server.open(programs);
      return server;
    } catch (error) {
      end(server?.devices ?? [], files, folder);
      throw error;
    }
  }

  /** The folder in which the files are. */
  get path(): string {
    return this.folder.path;
  }

  /** Names of the VMs that are served. */
  get vms(): readonly string[] {
    return this.files.map(({ vm }) => vm.name);
  }

  /** Ends it: clients are cut off, their transactions reclaimed, the files removed. */
  close(): void {
    end(this.devices, this.files, this.folder);
  }

  private async open(programs: Readonly<Record<string, ProgramOf>>): Promise<void> {
    this.machine.forget();
    this.machine.boot({ programs });
    for (const [index, { folder }] of this.files.entries()) await this.devices[index]?.open(folder);
    this.hearPartitions();
  }

  /** Has partitions tell VMs something, where one of these is the hypervisor, who can arrange that, and the manager has notifications. */
  private hearPartitions(): void {
    const namespaces = this.devices.map(({ namespace }) => namespace);
    const hypervisor = namespaces.find(({ vm }) => vm.id === HYPERVISOR_ID);
    for (const { vm } of namespaces)
      hypervisor?.conduit.perform((ffa) => ffa.createNotifications(vm.id, vm.contexts));
  }

  /** Reclaims what clients have left behind, and takes what partitions have for VMs. */
  private settle(): void {
    for (const { namespace } of this.devices) {
      namespace.settle();
      namespace.inbox.collect();
    }
  }
}

/** Ends what there is of a server: what clients still have is given back while there is memory to clear. */
function end(devices: readonly VmDevice[], files: readonly VmFile[], folder: DevicesFolder): void {
  for (const device of devices) device.close();
  for (const { descriptor } of files) closeSync(descriptor);
  folder.close();
}

function makeFile(vm: PartitionSpec, folder: string, { memory }: MachineSpec): VmFile {
  const runs = mappedRuns(vm, memory);
  const path = join(folder, MEMORY);
  const descriptor = openSync(path, 'wx+', 0o600);
  try {
    reserve(descriptor, fileBytes(runs), path);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return { vm, folder, runs, descriptor };
}
