import type { Program } from '../client/port.ts';
import { handleArguments } from '../client/send.ts';
import type { DriverCore } from './driver-core.ts';

/** Has sent memory back. The driver holds the handle until the manager says so. */
export function* reclaim(core: DriverCore, handle: bigint, flags = 0): Program {
  yield* core.succeed('FFA_MEM_RECLAIM', { ...handleArguments(handle), 3: flags });
  core.held.delete(handle);
}
