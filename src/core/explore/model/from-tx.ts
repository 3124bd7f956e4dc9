import { argument, type Call, faults, roomOf, w } from './call.ts';
import { type Descriptor, readDescriptor } from './descriptor.ts';
import type { World } from './state.ts';

/** What of TX a call that takes a descriptor from there is about. */
export interface FromTx {
  readonly total: number;
  readonly length: number;
  /** Another buffer than TX is meant. */
  readonly namesBuffer: boolean;
  /** Bytes of TX. */
  readonly room: number;
  /** TX cannot be read. */
  readonly faults: boolean;
  /** Undefined where no byte could be copied. */
  readonly d: Descriptor | undefined;
}

/** Reads what a call says of TX, and the descriptor there as far as it can be copied. */
export function readTx(world: World, { caller, registers, tx }: Call): FromTx {
  const total = w(registers, 1);
  const length = w(registers, 2);
  const room = roomOf(caller);
  const fails = length <= room && faults(world, caller, length);
  const d =
    tx === undefined || fails || length > room ? undefined : readDescriptor(tx, length, caller.version);
  const namesBuffer = argument(registers, 3) !== 0 || w(registers, 4) !== 0;
  return { total, length, namesBuffer, room, faults: fails, d };
}
