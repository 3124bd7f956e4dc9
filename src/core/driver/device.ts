import { hexText } from '../abi/hex.ts';
import { endpointText } from '../abi/operations.ts';
import type { PartitionInfo } from '../abi/partition-info.ts';
import { isNilUuid, NIL_UUID, type UuidWords, uuidText } from '../abi/uuid.ts';
import type { ClientDriver } from './bus.ts';

/** One UUID of one partition: what a client's driver binds to. */
export class Device {
  /** "arm-ffa-1": counts from 1 in the order of discovery. */
  readonly name: string;
  /** The partition's endpoint id. */
  readonly partition: number;
  /** Execution contexts that it has. */
  readonly contexts: number;
  /** PROPERTY_* of abi/bits.ts. */
  readonly properties: number;
  /** Nil where nobody knows it yet. */
  uuid: UuidWords;
  /** Whether direct requests to it are made in 32 bits. */
  mode32 = false;
  /** The driver that has it, and nobody else. */
  claimedBy: ClientDriver | undefined;

  constructor(number: number, { endpoint, contexts, properties, uuid = NIL_UUID }: PartitionInfo) {
    this.name = `arm-ffa-${number}`;
    this.partition = endpoint;
    this.contexts = contexts;
    this.properties = properties;
    this.uuid = uuid;
  }

  /** What user space is told of it. */
  get attributes(): { readonly partition_id: string; readonly uuid: string; readonly modalias: string } {
    const uuid = uuidText(this.uuid);
    const id = hexText(this.partition, 4).slice(2);
    return { partition_id: endpointText(this.partition), uuid, modalias: `arm_ffa:${id}:${uuid}` };
  }

  get isNameless(): boolean {
    return isNilUuid(this.uuid);
  }
}
