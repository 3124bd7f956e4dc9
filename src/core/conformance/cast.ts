import { Party } from './party.ts';
import type { EndpointName, Target, VmName } from './target.ts';
import { VmParty } from './vm-party.ts';

/** Who plays a case: owner and borrower, or an owner alone whose receivers only have to exist. */
export type RunName = EndpointName | `${EndpointName}-${EndpointName}` | typeof VM_RUN;

/** The run of VMs: the primary one passes memory on to others. Endpoints of FF-A have no part in it. */
const VM_RUN = 'primary-peer';

/** The parties of one run. All endpoints are there; those three have parts. */
export interface Cast {
  readonly run: RunName;
  /** Sends memory, or is the one that a case is about. */
  readonly owner: Party;
  /** Receives it. */
  readonly borrower: Party;
  /** A second receiver, or one who has nothing to do with it. */
  readonly third: Party;
  party(name: EndpointName): Party;
  /** A VM of the resource manager. Cases that use it need one (needs.ts). */
  vm(name: VmName): VmParty;
}

/** The parties of a run on a target. Each of them begins anew. */
export function castOf(run: RunName, target: Target): Cast {
  const [owner, borrower, third] = namesIn(run === VM_RUN ? 'vm1' : run);
  const roles: Readonly<Record<string, string>> = {
    [owner]: 'owner',
    [borrower]: 'borrower',
    [third]: 'third',
  };
  const parties = new Map(
    target.endpoints.map((endpoint) => [endpoint.name, new Party(endpoint, roles[endpoint.name])]),
  );
  const party = (name: EndpointName): Party => {
    const found = parties.get(name);
    if (found === undefined) throw new TypeError(`${target.name} has no ${name}`);
    return found;
  };
  const vms = new Map((target.vms ?? []).map((vm) => [vm.name, new VmParty(vm)]));
  const vm = (name: VmName): VmParty => {
    const found = vms.get(name);
    if (found === undefined) throw new TypeError(`${target.name} has no VM ${name}`);
    return found;
  };
  return { run, owner: party(owner), borrower: party(borrower), third: party(third), party, vm };
}

function namesIn(run: Exclude<RunName, typeof VM_RUN>): readonly [EndpointName, EndpointName, EndpointName] {
  const [owner, named] = run.split('-') as [EndpointName, EndpointName | undefined];
  const borrower = named ?? 'sp2';
  const stage: readonly EndpointName[] = isVm(owner) && isVm(borrower) ? VMS : SPS;
  const third = stage.find((name) => name !== owner && name !== borrower);
  if (third === undefined) throw new TypeError(`nobody is left for a third part in ${run}`);
  return [owner, borrower, third];
}

const VMS: readonly EndpointName[] = ['vm3', 'vm2', 'vm1'];
const SPS: readonly EndpointName[] = ['sp3', 'sp2', 'sp1'];

function isVm(name: EndpointName): boolean {
  return VMS.includes(name);
}
