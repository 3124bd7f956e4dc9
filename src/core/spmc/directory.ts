import { isSecureId } from '../abi/operations.ts';
import { isNilUuid, NIL_UUID } from '../abi/uuid.ts';
import type { EndpointSpec } from './endpoint-spec.ts';

const UUID_WORDS = 4;

/**
 * Who is found in discovery: a row for each service of each secure partition, in the order of partitions and of their manifests. Rows count
 * from 1 and never change. The question of the call in progress is kept here, too, so that asking makes no objects.
 */
export class Directory {
  readonly rows: number;
  /** The partition's slot. */
  readonly slot: Uint16Array;
  /** The UUIDs of the service and of the partition's image, four words each a row; zero for an image that nobody named. */
  readonly uuid: Uint32Array;
  readonly image: Uint32Array;
  /** Four words of what is asked for; all zero asks for everything. */
  readonly wanted: Uint32Array = new Uint32Array(UUID_WORDS);

  constructor(specs: readonly EndpointSpec[]) {
    const services = specs.flatMap(({ id, uuids, imageUuid = NIL_UUID }, index) =>
      isSecureId(id) ? uuids.map((uuid) => ({ slot: index + 1, uuid, imageUuid })) : [],
    );
    this.rows = services.length;
    this.slot = new Uint16Array(this.rows + 1);
    this.uuid = new Uint32Array((this.rows + 1) * UUID_WORDS);
    this.image = new Uint32Array((this.rows + 1) * UUID_WORDS);
    services.forEach(({ slot, uuid, imageUuid }, index) => {
      this.slot[index + 1] = slot;
      this.uuid.set(uuid, (index + 1) * UUID_WORDS);
      this.image.set(imageUuid, (index + 1) * UUID_WORDS);
    });
  }

  /** Asks for a UUID. */
  ask(word0: number, word1: number, word2: number, word3: number): void {
    const { wanted } = this;
    wanted[0] = word0;
    wanted[1] = word1;
    wanted[2] = word2;
    wanted[3] = word3;
  }

  /** Whether everything is asked for. */
  get wantsAll(): boolean {
    return isNilUuid(this.wanted);
  }

  /** Whether one of the UUIDs of a row, its service's or its image's, is the one that is asked for. */
  matches(uuids: Uint32Array, row: number): boolean {
    const { wanted } = this;
    const at = row * UUID_WORDS;
    for (let word = 0; word < UUID_WORDS; word++) if (uuids[at + word] !== wanted[word]) return false;
    return true;
  }

  /** Writes one of the UUIDs of a row, or zeros in place of the one that was asked for. */
  copyUuid(uuids: Uint32Array, row: number, into: Uint32Array, at: number): void {
    const asked = this.matches(uuids, row);
    for (let word = 0; word < UUID_WORDS; word++)
      into[at + word] = asked ? 0 : uuids[row * UUID_WORDS + word];
  }
}
