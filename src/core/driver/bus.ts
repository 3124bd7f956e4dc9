import { PROPERTY_AARCH64 } from '../abi/bits.ts';
import type { PartitionInfo } from '../abi/partition-info.ts';
import { NIL_UUID, sameUuid, type UuidWords } from '../abi/uuid.ts';
import type { Program } from '../client/port.ts';
import { Device } from './device.ts';
import type { DriverCore } from './driver-core.ts';
import { listPartitions } from './partitions.ts';
import { DriverError, type Result } from './result.ts';

/** The driver of a protocol that partitions speak: what it is for, and what it does with each of them. */
export interface ClientDriver {
  readonly name: string;
  /** UUIDs of the protocols it speaks. */
  readonly ids: readonly UuidWords[];
  /** Takes a device over. When that fails, the device is free again. */
  readonly probe: (device: Device) => Program<Result>;
  /** Undoes what `probe` did. */
  readonly remove?: (device: Device) => Program;
}

/** A device that a driver was tried on, and what came of it. */
export interface Binding {
  readonly device: Device;
  readonly result: Result;
}

/**
 * Devices and the drivers that have them. A device has one driver at most; a driver gets each free device whose UUID is in its table.
 *
 * Source: clients-linux-uboot-pkvm 1.7.
 */
export class Bus {
  private readonly core: DriverCore;
  private found: readonly Device[] = [];
  private drivers: readonly ClientDriver[] = [];

  constructor(core: DriverCore) {
    this.core = core;
  }

  /** In the order of discovery. */
  get devices(): readonly Device[] {
    return this.found;
  }

  /** The first device of a partition. */
  deviceOf(partition: number): Device | undefined {
    return this.found.find((device) => device.partition === partition);
  }

  /** Makes a device for each partition and UUID. */
  *enumerate(): Program {
    const { core } = this;
    const partitions = yield* listPartitions(core, NIL_UUID);
    if (partitions.length === 0 && core.model.needsPartitions)
      throw new DriverError('EINVAL', 'the manager lists no partition');
    const own = { endpoint: core.state.id, contexts: 0, properties: PROPERTY_AARCH64 };
    const lacksOwn = core.model.ownDevice && !partitions.some(({ endpoint }) => endpoint === own.endpoint);
    this.found = [...partitions, ...(lacksOwn ? [own] : [])].map((each, index) =>
      this.deviceFor(each, index),
    );
    for (const driver of this.drivers) yield* this.offerTo(driver);
  }

  /** Adds a driver and offers it all free devices. The value tells of each that it was tried on. */
  register(driver: ClientDriver): Program<Result<readonly Binding[]>> {
    return this.core.attempt(this.add(driver));
  }

  /** Takes a driver away, from its last device to its first. */
  *unregister(driver: ClientDriver): Program {
    this.drivers = this.drivers.filter((each) => each !== driver);
    for (const device of [...this.found].reverse()) if (device.claimedBy === driver) yield* release(device);
  }

  /** Takes all devices away, from the last to the first. Drivers stay, for when there are devices again. */
  *clear(): Program {
    for (const device of [...this.found].reverse()) yield* release(device);
    this.found = [];
  }

  private *add(driver: ClientDriver): Program<readonly Binding[]> {
    if (driver.ids.length === 0) throw new DriverError('EINVAL', `driver ${driver.name} says no UUID`);
    if (this.drivers.some(({ name }) => name === driver.name))
      throw new DriverError('EBUSY', `there is a driver ${driver.name} already`);
    this.drivers = [...this.drivers, driver];
    return yield* this.offerTo(driver);
  }

  private *offerTo(driver: ClientDriver): Program<readonly Binding[]> {
    const bindings: Binding[] = [];
    for (const device of this.found) {
      if (device.claimedBy !== undefined) continue;
      if (device.isNameless) yield* this.learnUuid(device, driver.ids[0]);
      if (!driver.ids.some((uuid) => sameUuid(uuid, device.uuid)) || device.isNameless) continue;
      device.claimedBy = driver;
      const result = yield* driver.probe(device);
      if (!result.ok) device.claimedBy = undefined;
      bindings.push({ device, result });
    }
    return bindings;
  }

  /** In FF-A 1.0, which tells no UUIDs: asks whether the device is among those that answer to a driver's first. */
  private *learnUuid(device: Device, uuid: UuidWords): Program {
    if (this.core.state.behaviours.infoSize) return;
    const found = yield* this.core.attempt(listPartitions(this.core, uuid));
    if (found.ok && found.value.some(({ endpoint }) => endpoint === device.partition)) device.uuid = uuid;
  }

  private deviceFor(info: PartitionInfo, index: number): Device {
    const device = new Device(index + 1, info);
    const told = this.core.state.behaviours.infoSize;
    device.mode32 = told && (info.properties & PROPERTY_AARCH64) === 0;
    return device;
  }
}

function* release(device: Device): Program {
  const { claimedBy } = device;
  if (claimedBy?.remove !== undefined) yield* claimedBy.remove(device);
  device.claimedBy = undefined;
}
