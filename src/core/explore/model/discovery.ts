/** FFA_PARTITION_INFO_GET and FFA_PARTITION_INFO_GET_REGS: who is there, to the last byte. Source: ffa-hafnium 1.5. */

import { type Call, differs, type Expected, ID, w } from './call.ts';
import { reasonsIn } from './clause.ts';
import { COUNT_ONLY, IN_REGISTERS, LIST, type Service, tagOf } from './discovery-clauses.ts';
import { carries } from './heard.ts';
import { isSame } from './response.ts';
import type { Endpoint, World } from './state.ts';

const [VERSION_1_1, VERSION_1_2, VERSION_1_3] = [0x1_0001, 0x1_0002, 0x1_0003];
const SUCCESS_64 = 0xc400_0061;
/** x3 to x17. */
const REGISTERS = 15;
const NIL: readonly number[] = [0, 0, 0, 0];

/** Properties, by their bits. */
const [RECEIVES, SENDS, INDIRECT, NOTIFICATIONS] = [0x1, 0x2, 0x4, 0x8];
const [VM_CREATED, VM_DESTROYED, RECEIVES_FOR_SERVICES, SENDS_TO_SERVICES] = [0x40, 0x80, 0x200, 0x400];

export function expectList(world: World, { caller, registers }: Call): Expected {
  const asked = [1, 2, 3, 4].map((n) => w(registers, n));
  const flags = w(registers, 5);
  const found = servicesFor(world, caller, asked);
  const size = sizeFor(caller);
  const of = { world, caller, flags, found, bytes: found.length * size };
  return {
    ...{ reasons: reasonsIn(LIST, of), allowed: [] },
    succeed: (answer) => {
      if ((flags & COUNT_ONLY) !== 0) return differs(answer.registers, ID.SUCCESS, 0, found.length);
      if (caller.mailbox !== undefined) caller.mailbox.state = 'full';
      const told = caller.version >= VERSION_1_1 ? size : 0;
      const words = found.flatMap((service) => wordsOf(caller, asked, service));
      return (
        differs(answer.registers, ID.SUCCESS, 0, found.length, told) ?? isSame(answer.rxOf(caller.id), words)
      );
    },
  };
}

export function expectInRegisters(world: World, { caller, registers }: Call): Expected {
  const asked = [...registers.subarray(2, 6)];
  const [start, tag] = [w(registers, 3) & 0xffff, w(registers, 3) >>> 16];
  const found = servicesFor(world, caller, asked);
  const size = sizeFor(caller);
  return {
    ...{ reasons: reasonsIn(IN_REGISTERS, { world, found, start, tag }), allowed: [] },
    succeed: (answer) => {
      const here = found.slice(start, start + Math.floor(REGISTERS / (size / 8)));
      const current = start + here.length - 1;
      const words = here.flatMap((service) => wordsOf(caller, asked, service));
      const about = [found.length - 1 + current * 0x1_0000, tagOf(world) + size * 0x1_0000];
      return carries(answer, [SUCCESS_64, 0, 0, 0, ...about, ...words]);
    },
  };
}

/** Who answers to a UUID: a partition once for each of its services, or once, for a caller that knows no better. */
function servicesFor({ endpoints }: World, caller: Endpoint, asked: readonly number[]): readonly Service[] {
  const everybody = isSame4(asked, NIL);
  const answersTo = ({ partition, uuid }: Service) =>
    everybody || isSame4(asked, uuid) || (caller.version >= VERSION_1_3 && isSame4(asked, partition.image));
  return [...endpoints.values()]
    .filter(({ secure, alive }) => secure && alive)
    .flatMap((partition) => {
      const found = partition.services.map((uuid) => ({ partition, uuid })).filter(answersTo);
      return caller.version >= VERSION_1_2 ? found : found.slice(0, 1);
    });
}

/** Bytes of a descriptor. */
function sizeFor({ version }: Endpoint): number {
  if (version < VERSION_1_1) return 8;
  return version < VERSION_1_3 ? 24 : 48;
}

/** A descriptor as a caller reads it. The UUID that it asked for it knows. */
function wordsOf(
  caller: Endpoint,
  asked: readonly number[],
  { partition, uuid }: Service,
): readonly number[] {
  const { id, contexts, version, image } = partition;
  const told = (own: readonly number[]) => (isSame4(own, asked) ? NIL : own);
  const words = [id + contexts.length * 0x1_0000, propertiesFor(caller, partition)];
  const all = [...words, ...told(uuid), ...told(image), version, 0];
  return all.slice(0, sizeFor(caller) / 4);
}

/** Who sends is nothing to a VM, and who wants to hear of VMs nothing to others; what a version lacks nobody of that version has. */
function propertiesFor(caller: Endpoint, { properties, version }: Endpoint): number {
  let shown = properties & ~(caller.secure ? VM_CREATED | VM_DESTROYED : SENDS | SENDS_TO_SERVICES);
  if ((properties & RECEIVES) === 0) shown &= ~(VM_CREATED | VM_DESTROYED);
  if (version < VERSION_1_1) shown &= ~(INDIRECT | NOTIFICATIONS);
  if (version < VERSION_1_2) shown &= ~(RECEIVES_FOR_SERVICES | SENDS_TO_SERVICES);
  return caller.version < VERSION_1_1 ? shown & (RECEIVES | SENDS | INDIRECT) : shown;
}

function isSame4(left: readonly number[], right: readonly number[]): boolean {
  return left.every((word, at) => word === right[at]);
}
