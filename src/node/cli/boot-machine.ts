import { parseUuid } from '../../core/abi/uuid.ts';
import type { ProgramOf } from '../../core/board/activity.ts';
import type { MachineSpec } from '../../core/board/machine.ts';
import type { Message } from '../../core/client/messages.ts';
import { guestMachine } from '../qemu/board/guest-machine.ts';
import { SECURE_RAM } from '../qemu/monitor/virt-map.ts';

/** The guest's partition. */
export const GUEST = 'linux';

const ECHO = 'echo';
const ECHO_ID = 0x8001;
const ECHO_UUID = '3c1f8a52-6d0e-4b97-9e21-7fb4c05d86aa';

/** A guest and a secure partition: drivers of FF-A want to find somebody. */
export function bootMachine(cpus: number, ramBytes: number): MachineSpec {
  const uuid = parseUuid(ECHO_UUID);
  if (uuid === undefined) throw new TypeError(`${ECHO_UUID} is no UUID`);
  return guestMachine({
    guest: GUEST,
    cpus,
    ramBytes,
    partitions: [{ name: ECHO, id: ECHO_ID, uuids: [uuid], memory: [{ base: SECURE_RAM, pages: 16 }] }],
  });
}

/** What the secure partition does: it answers direct requests with what they say. */
export const BOOT_PROGRAMS: Readonly<Record<string, ProgramOf>> = {
  *[ECHO](ffa) {
    let message: Message = yield* ffa.wait();
    for (;;) message = yield* ffa.respond(message, message.data);
  },
};
