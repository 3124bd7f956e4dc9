import type { PartitionInfo } from '../abi/partition-info.ts';
import { parseUuid, sameUuid, type UuidWords, uuidText } from '../abi/uuid.ts';
import type { Program } from '../client/port.ts';
import type { Bus } from './bus.ts';
import type { DriverCore } from './driver-core.ts';
import type { Traits } from './model.ts';
import { listPartitions } from './partitions.ts';
import { DriverError, type Result } from './result.ts';

/** What a driver can tell of the manager and its partitions. */
export class InfoOps {
  private readonly core: DriverCore;
  private readonly bus: Bus;

  constructor(core: DriverCore, bus: Bus) {
    this.core = core;
    this.bus = bus;
  }

  /** The version that was negotiated. */
  get version(): number {
    return this.core.state.version;
  }

  /** The partitions that answer to a UUID: its words, or its text as this driver wants it written. The value has one at least. */
  partitions(uuid: string | UuidWords): Program<Result<readonly PartitionInfo[]>> {
    return this.core.attempt(this.look(uuid));
  }

  private *look(named: string | UuidWords): Program<readonly PartitionInfo[]> {
    const { model } = this.core;
    const uuid = typeof named === 'string' ? readUuid(named, model.uuidGroups) : named;
    if (uuid === undefined) throw new DriverError(model.badUuid, `this is no UUID: ${named}`);
    const found = model.remembersPartitions ? yield* this.remembered(uuid) : yield* this.listed(uuid);
    if (found.length === 0)
      throw new DriverError(model.noPartition, `no partition answers to ${uuidText(uuid)}`);
    return found;
  }

  private *listed(uuid: UuidWords): Program<readonly PartitionInfo[]> {
    const { core } = this;
    const result = yield* core.attempt(listPartitions(core, uuid));
    if (result.ok) return result.value;
    const { listErrno } = core.model;
    throw listErrno === 'by-status' ? result.error : new DriverError(listErrno, result.error.message);
  }

  /** Those that are known to answer to the UUID; asks once, and remembers the UUID of each partition that it is told. */
  private *remembered(uuid: UuidWords): Program<readonly PartitionInfo[]> {
    const { devices } = this.bus;
    if (devices.length === 0) throw new DriverError('EINVAL', 'there is no partition');
    const known = () => devices.filter((device) => sameUuid(device.uuid, uuid));
    if (known().length === 0)
      for (const { endpoint } of yield* this.listed(uuid)) {
        const device = this.bus.deviceOf(endpoint);
        if (device === undefined)
          throw new DriverError('EINVAL', 'the manager lists a partition that was not there');
        device.uuid = uuid;
      }
    return known().map(({ partition, contexts, properties }) => ({
      endpoint: partition,
      contexts,
      properties,
      uuid,
    }));
  }
}

/** The words of a UUID as a driver reads its text. */
function readUuid(text: string, groups: Traits['uuidGroups']): UuidWords | undefined {
  return parseUuid(groups === 'turned' ? text.split('-').map(turned).join('-') : text);
}

function turned(group: string): string {
  return (group.match(/../g) ?? []).reverse().join('');
}
