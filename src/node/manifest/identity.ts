import { VERSION_1_2 } from '../../core/abi/versions.ts';
import type { PropertyTable } from './properties.ts';

/** Who the partition is. */
export interface Identity {
  /** The FF-A version the partition speaks, as a version word. */
  readonly ffaVersion: number;
  /** A wish: managers that number partitions themselves do not read it. */
  readonly id: number | undefined;
  readonly auxiliaryId: number | undefined;
  readonly description: string | undefined;
}

export const IDENTITY: PropertyTable<Identity> = {
  ffaVersion: { name: 'ffa-version', form: 'u32', needed: true, otherwise: VERSION_1_2 },
  id: { name: 'id', form: 'u32', otherwise: undefined },
  auxiliaryId: { name: 'auxiliary-id', form: 'u32', otherwise: undefined },
  description: { name: 'description', form: 'string', otherwise: undefined },
};
