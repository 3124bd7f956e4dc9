/** A machine as it goes through a queue: the profile by its name, all else as it is. */

import { z } from 'zod';
import type { MachineSpec } from '../../core/board/machine.ts';
import { PROFILES } from '../../core/rules/profiles/registry.ts';
import { limitsSchema } from '../machine/limits-schema.ts';
import { address, count, pageAddress, word } from '../machine/numbers.ts';

const id = z.int().min(0).max(0xffff);
const uuid = z.tuple([word, word, word, word]);
const name = z.string().min(1);
const range = { at: pageAddress, pages: count };
const owned = z.array(z.strictObject({ ...range, base: pageAddress, rights: z.int().min(0).max(7) }));
const borrowing = z.strictObject(range).optional();

const region = z.strictObject({
  ...{ name, base: pageAddress, pages: count },
  ...{ secure: z.boolean(), device: z.boolean() },
});

const partition = z.strictObject({
  ...{ name, id, version: word, properties: word, bootOrder: id },
  level: z.enum(['NS-EL1', 'NS-EL2', 'S-EL1', 'S-EL0']),
  tee: z.enum(['ffa', 'off']).optional(),
  uuids: z.array(uuid).min(1),
  imageUuid: uuid.optional(),
  contexts: z.int().min(1).max(256),
  memory: owned,
  borrowing,
  onAbort: z.enum(['stop', 'destroy', 'restart', 'propagate']).optional(),
  buffers: z.strictObject({ tx: address, rx: address, pages: count }).optional(),
});

const vm = z.strictObject({
  ...{ name, vmid: id, running: z.boolean(), labels: z.array(word) },
  ...{ memory: owned, borrowing },
});

export const machineSchema = z.strictObject({
  profile: z.enum(PROFILES.map((profile) => profile.name)),
  limits: limitsSchema,
  memory: z.array(region).min(1),
  partitions: z.array(partition).min(2),
  vms: z.array(vm),
});

/** What `machineSchema` reads, where it is a machine on which walks can be taken. */
export type MachineOnWire = Omit<MachineSpec, 'profile'> & { readonly profile: string };
