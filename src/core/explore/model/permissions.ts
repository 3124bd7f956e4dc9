/** FFA_MEM_PERM_GET and FFA_MEM_PERM_SET: a partition at S-EL0 sets its image up. Source: ffa-hafnium 1.10. */

import { argument, type Call, differs, type Expected, ID, w } from './call.ts';
import type { Changes } from './changes.ts';
import { reasonsIn } from './clause.ts';
import { PERMIT, PERMITTED, type PermissionCase, type PermitCase, RIGHTS } from './permission-clauses.ts';
import { EXECUTE, rightsTo, type World, WRITE } from './state.ts';

const NO_ROOM = { rule: 'permission/no-room', status: 'NO_MEMORY' } as const;

export function expectPermissions(world: World, call: Call): Expected {
  const of = caseOf(world, call, w(call.registers, 2) + 1);
  const { first, pages } = of;
  const { name } = call.caller;
  return {
    ...{ reasons: reasonsIn(PERMITTED, of), allowed: [] },
    succeed: ({ registers }) => {
      const mode = modeOf(world, name, first);
      let alike = 1;
      while (alike < pages && modeOf(world, name, first + alike) === mode) alike++;
      return differs(registers, ID.SUCCESS, 0, permissionsFor(rightsTo(world, name, first)), alike - 1);
    },
  };
}

export function expectPermit(world: World, call: Call, changes: Changes): Expected {
  const of: PermitCase = {
    ...caseOf(world, call, w(call.registers, 2)),
    permissions: w(call.registers, 3),
  };
  return {
    ...{ reasons: reasonsIn(PERMIT, of), allowed: [NO_ROOM] },
    succeed: ({ registers }) => {
      for (let number = of.first; number < of.first + of.pages; number++) {
        const page = world.pages.get(number);
        if (page !== undefined) page.rights = RIGHTS.get(of.permissions) ?? page.rights;
        changes.moved([number]);
      }
      return differs(registers, ID.SUCCESS);
    },
  };
}

function caseOf(world: World, { context, registers }: Call, pages: number): PermissionCase {
  const base = argument(registers, 1);
  return { world, context, base, first: Math.floor(base / 4096), pages };
}

/** All that a translation table says of a page: a run of pages ends where any of it differs. Source: ffa-hafnium 1.10, 3.3. */
function modeOf(world: World, name: string, number: number): string {
  const page = world.pages.get(number);
  if (page === undefined) return 'no memory';
  const { owner, holder, device, secure } = page;
  const how =
    holder === undefined || holder === 'mailbox' ? holder : 'grants' in holder ? '' : holder.operation;
  return [rightsTo(world, name, number), owner === name, how, device, secure].join();
}

/** Bits 1:0 say what becomes of data, bit 2 that nothing is executed. */
function permissionsFor(rights: number): number {
  return ((rights & WRITE) !== 0 ? 1 : 3) | ((rights & EXECUTE) !== 0 ? 0 : 4);
}
