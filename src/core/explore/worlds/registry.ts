import type { Profile } from '../../rules/profile.ts';
import { beside } from './beside.ts';
import { fragments } from './fragments.ts';
import { loans } from './loans.ts';
import type { World } from './world.ts';

/** A world that can be asked for by its name. */
export interface NamedWorld {
  readonly name: string;
  readonly what: string;
  /** The world under a profile, which is the specification's where none is named. */
  make(profile?: Profile): World;
}

function named(
  name: string,
  what: string,
  make: (name: string, what: string, profile?: Profile) => World,
): NamedWorld {
  return { name, what, make: (profile) => make(name, what, profile) };
}

/** All worlds. Those that end in `-small` are explored with every run of the tests. */
export const WORLDS: readonly NamedWorld[] = [
  named('loans', '1 VM and 2 secure partitions, 2 pages, 2 transactions', (name, what, profile) =>
    loans(name, what, { secure: 2, pages: 2, transactions: 2, release: 'at once' }, profile),
  ),
  named('loans-pair', '1 VM and 1 secure partition, 2 pages, 2 transactions', (name, what, profile) =>
    loans(name, what, { secure: 1, pages: 2, transactions: 2, release: 'at once' }, profile),
  ),
  named(
    'loans-page',
    '1 VM and 2 secure partitions, 1 page, RX full until it is released',
    (name, what, profile) =>
      loans(name, what, { secure: 2, pages: 1, transactions: 1, release: 'later' }, profile),
  ),
  named(
    'loans-small',
    '1 VM and 1 secure partition, 1 page, RX full until it is released',
    (name, what, profile) =>
      loans(name, what, { secure: 1, pages: 1, transactions: 1, release: 'later' }, profile),
  ),
  named(
    'fragments',
    'two sends in fragments by 1 VM, fragmented responses to 2 secure partitions',
    (name, what, profile) =>
      fragments(name, what, { secure: 2, pieces: [126, 126], buffers: false }, profile),
  ),
  named(
    'fragments-small',
    'two sends in fragments by 1 VM, a fragmented response to 1 secure partition',
    (name, what, profile) =>
      fragments(name, what, { secure: 1, pieces: [126, 126], buffers: false }, profile),
  ),
  named(
    'beside',
    'FF-A and Gunyah: an OS that speaks both, 1 secure partition, 1 guest, 2 pages',
    (name, what, profile) => beside(name, what, { pages: 2, buffers: false }, profile),
  ),
  named(
    'beside-small',
    'FF-A and Gunyah: an OS that speaks both, 1 secure partition, 1 guest, 1 page',
    (name, what, profile) => beside(name, what, { pages: 1, buffers: true }, profile),
  ),
];

/** The world with a name; undefined where there is none. */
export function worldNamed(name: string): NamedWorld | undefined {
  return WORLDS.find((world) => world.name === name);
}
