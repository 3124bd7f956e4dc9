/** When a partition at S-EL0 is not told what it may do with pages of its own, and when it cannot change that. Source: ffa-hafnium 1.10. */

import type { Clause } from './clause.ts';
import type { Context } from './contexts.ts';
import { EXECUTE, READ, rightsTo, type World, WRITE } from './state.ts';

/** Pages that a call is about. */
export interface PermissionCase {
  readonly world: World;
  readonly context: Context;
  /** Bytes. */
  readonly base: number;
  /** The number of the first page. What is not aligned has none that matters. */
  readonly first: number;
  readonly pages: number;
}

export interface PermitCase extends PermissionCase {
  /** As w3 has them. */
  readonly permissions: number;
}

/** What the permissions that can be had mean: read-only, read-write, read and execute. */
export const RIGHTS: ReadonlyMap<number, number> = new Map([
  [0x7, READ],
  [0x5, READ | WRITE],
  [0x3, READ | EXECUTE],
]);

const source = 'ffa-hafnium 1.10';

const ABOUT: readonly Clause<PermissionCase>[] = [
  {
    rule: 'permission/after-init',
    status: 'DENIED',
    source,
    broken: ({ context }) => context.model !== 'init',
  },
  {
    rule: 'permission/unaligned',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ base }) => base % 4096 !== 0,
  },
  {
    rule: 'permission/count',
    status: 'INVALID_PARAMETERS',
    source,
    // FFA_MEM_PERM_GET has the count less one: all ones are no page.
    broken: ({ base, pages }) =>
      pages === 0 || pages > 0xffff_ffff || base + pages * 4096 > Number.MAX_SAFE_INTEGER,
  },
];

export const PERMITTED: readonly Clause<PermissionCase>[] = [
  ...ABOUT,
  {
    rule: 'permission/unmapped',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ world, context, first }) => rightsTo(world, context.endpoint.name, first) === 0,
  },
];

export const PERMIT: readonly Clause<PermitCase>[] = [
  ...ABOUT,
  {
    rule: 'permission/value',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ permissions }) => !RIGHTS.has(permissions),
  },
  {
    rule: 'permission/execute-device',
    status: 'INVALID_PARAMETERS',
    source,
    broken: (of) =>
      ((RIGHTS.get(of.permissions) ?? 0) & EXECUTE) !== 0 &&
      pagesOf(of).some((page) => page?.device === true),
  },
  {
    rule: 'permission/not-owned',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.10, 3.3',
    broken: (of) => !areItsOwn(of),
  },
];

/** The pages of a range that lie inside memory. */
function pagesOf({ world, first, pages }: PermissionCase) {
  const inside = Math.max(Math.min(pages, world.end - first), 0);
  return Array.from({ length: inside }, (_, index) => world.pages.get(first + index));
}

/** Whether all pages are the caller's, with nobody else, and of one kind. What others can see keeps the permissions that it has. */
function areItsOwn(of: PermissionCase): boolean {
  const { name } = of.context.endpoint;
  const pages = pagesOf(of);
  const [start] = pages;
  return (
    pages.length === of.pages &&
    pages.every(
      (page) =>
        page?.owner === name &&
        page.holder === undefined &&
        page.device === start?.device &&
        page.secure === start.secure,
    )
  );
}
