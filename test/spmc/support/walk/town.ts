/** Machines of every kind, as plans that fast-check draws and shrinks. */

import fc from 'fast-check';
import { NEWEST_VERSION, SUPPORTED_VERSIONS } from '../../../../src/core/abi/versions.ts';
import type { Limits } from '../../../../src/core/rules/limits.ts';
import type { Profile } from '../../../../src/core/rules/profile.ts';
import { PROFILES, profileNamed } from '../../../../src/core/rules/profiles/registry.ts';
import { type ActorName, EVERYTHING, type World, world } from '../world.ts';

const NAMES: readonly ActorName[] = ['os', 'vm1', 'vm2', 'sp1', 'sp2', 'user'];

/** So little room that a walk runs out of it. */
const SMALL: Partial<Limits> = {
  transactions: 6,
  transactionsPerEndpoint: 3,
  unfinishedSends: 1,
  constituents: 24,
  borrowers: 8,
  retrievals: 3,
  constituentsPerEndpoint: 12,
};

/** What a machine is made of, by values that can be printed. */
export interface Town {
  readonly profile: string;
  readonly versions: Readonly<Record<string, number>>;
  /** Execution contexts of each secure partition and of each VM. */
  readonly contexts: number;
  readonly vcpus: number;
  /** Pages of each endpoint's buffers. */
  readonly buffers: Readonly<Record<string, number>>;
  /** Properties of secure partitions. */
  readonly properties: Readonly<Record<string, number>>;
  /** Secure partitions are in their first run. */
  readonly atBoot: boolean;
  readonly small: boolean;
}

const version = fc.constantFrom(...SUPPORTED_VERSIONS);
const versions = fc.record(Object.fromEntries(NAMES.map((name) => [name, version])));
const pages = fc.constantFrom(1, 1, 1, 1, 2, 0);
const properties = fc.constantFrom(EVERYTHING, EVERYTHING, EVERYTHING, 0x10f, 0x103, 0x10d, 0x101);

export const TOWN: fc.Arbitrary<Town> = fc.record({
  profile: fc.constantFrom('spec', 'spec', 'spec', 'hafnium', ...PROFILES.map(({ name }) => name)),
  versions: fc.oneof(fc.constant({}), versions),
  contexts: fc.integer({ min: 1, max: 3 }),
  vcpus: fc.integer({ min: 1, max: 2 }),
  buffers: fc.record(Object.fromEntries(NAMES.map((name) => [name, pages]))),
  properties: fc.record({ sp1: properties, sp2: properties, user: properties }),
  atBoot: fc.constantFrom(false, false, false, true),
  small: fc.boolean(),
});

/** The machine of a plan, under its own profile or another. No endpoint starts with a version that the manager does not speak. */
export function build({ profile: name, small, buffers, versions, ...options }: Town, other?: Profile): World {
  const profile = other ?? profileNamed(name)!;
  const spoken = Object.entries(versions).map(
    ([endpoint, version]) => [endpoint, Math.min(version, newestOf(profile))] as const,
  );
  return world({
    ...options,
    versions: Object.fromEntries(spoken),
    bufferPages: buffers,
    profile,
    limits: small ? SMALL : {},
  });
}

function newestOf({ speaks }: Profile): number {
  return speaks?.version ?? NEWEST_VERSION;
}
