/** A machine as it goes through a queue: profiles by their names, all else as it is. */

import { z } from 'zod';
import type { MachineSpec, MediatorSpec } from '../../core/board/machine.ts';
import { MEDIATORS, mediatorNamed } from '../../core/rules/profiles/mediators.ts';
import { PROFILES, profileNamed } from '../../core/rules/profiles/registry.ts';
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
  mediator: z
    .strictObject({ profile: z.enum(MEDIATORS.map((profile) => profile.name)), limits: limitsSchema })
    .optional(),
});

/** What `machineSchema` reads, where it is a machine on which walks can be taken. */
export type MachineOnWire = Omit<MachineSpec, 'profile' | 'mediator'> & {
  readonly profile: string;
  readonly mediator?: Omit<MediatorSpec, 'profile'> & { readonly profile: string };
};

/** Somebody of whose profile at least the name is known. */
interface Profiled {
  readonly profile: { readonly name: string };
}

/** A machine as it is sent. Keys stay in their order, which is part of what a campaign is known by. */
export function onWire(machine: Profiled & { readonly mediator?: Profiled | undefined }): object {
  const { profile, mediator } = machine;
  const named = mediator && { mediator: { ...mediator, profile: mediator.profile.name } };
  return { ...machine, profile: profile.name, ...named };
}

/** The machine that was sent; undefined where its profiles are those of another program. */
export function offWire(machine: MachineOnWire): MachineSpec | undefined {
  const { mediator, ...others } = machine;
  const profile = profileNamed(machine.profile);
  if (profile === undefined) return undefined;
  if (mediator === undefined) return { ...others, profile };
  const itsProfile = mediatorNamed(mediator.profile);
  if (itsProfile === undefined) return undefined;
  return { ...machine, profile, mediator: { ...mediator, profile: itsProfile } };
}
