import type { Case } from '../case.ts';
import type { Body } from '../checks.ts';
import { can } from '../needs.ts';
import type { VmParty } from '../vm-party.ts';

/** The VMs of a case about Gunyah: who passes memory on, whom it is for, somebody else, and a VM that comes and goes. */
interface VmCast {
  readonly owner: VmParty;
  readonly borrower: VmParty;
  readonly third: VmParty;
  readonly guest: VmParty;
}

/** A case about Gunyah's resource manager. Nobody speaks FF-A in it. */
export function vmCase(
  id: string,
  title: string,
  rows: readonly string[],
  body: (cast: VmCast) => Body,
): Case {
  return {
    id,
    title,
    rows,
    runs: ['primary-peer'],
    needs: [can('resourceManager')],
    unstarted: true,
    body: ({ vm }) =>
      body({ owner: vm('primary'), borrower: vm('peer'), third: vm('other'), guest: vm('guest') }),
  };
}
