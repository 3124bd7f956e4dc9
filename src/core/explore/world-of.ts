import {
  PROPERTY_DIRECT_RECEIVE,
  PROPERTY_DIRECT_SEND,
  PROPERTY_DIRECT2_RECEIVE,
  PROPERTY_DIRECT2_SEND,
  PROPERTY_INDIRECT,
  PROPERTY_NOTIFICATIONS,
  PROPERTY_VM_CREATED,
  PROPERTY_VM_DESTROYED,
} from '../abi/bits.ts';
import { isSecureId } from '../abi/operations.ts';
import { NIL_UUID } from '../abi/uuid.ts';
import type { MachineSpec, PartitionSpec } from '../board/machine.ts';
import { ownerOf, rightsOf } from '../memory/page-word.ts';
import { type Bells, newBells } from './model/bells.ts';
import { type Context, newContexts } from './model/contexts.ts';
import type { Gunyah, Vm } from './model/gunyah/state.ts';
import type { Endpoint, Page, World } from './model/state.ts';
import type { Stand } from './stand.ts';
import type { VmStand } from './vm-stand.ts';

/** What the specification has to know of a machine before anything has happened on it. */
export function worldOf({ built, actors, spec, vms }: Stand): World {
  const { ledger, spmc } = built;
  const owners = new Map([...built.parties].map(([name, party]) => [party, name]));
  const pages = new Map<number, Page>();
  for (let number = 0; number < ledger.map.pages; number++) {
    const word = ledger.map.get(number);
    const owner = owners.get(ownerOf(word));
    if (owner === undefined) continue;
    const region = spec.memory.find(
      ({ base, pages: count }) => number >= base / 4096 && number < base / 4096 + count,
    );
    pages.set(number, {
      ...{ owner, rights: rightsOf(word), holder: undefined },
      device: region?.device === true,
      secure: region?.secure === true,
    });
  }
  const endpoints = actors.map(({ id }, index): [number, Endpoint] => [
    id,
    endpointOf(spec.partitions[index]),
  ]);
  return {
    version: spmc.state.policy.version,
    bounds: spmc.state.limits,
    endpoints: new Map(endpoints),
    pages,
    end: ledger.map.pages,
    transactions: new Map(),
    handles: new Set(),
    away: new Set(),
    ...{ interrupt: 'no', transfers: 0 },
    gunyah: vms && gunyahOf(vms, spec),
  };
}

function endpointOf(partition: PartitionSpec): Endpoint {
  const { name, id, level, version, properties, uuids, imageUuid = NIL_UUID, contexts: count } = partition;
  const has = (property: number) => (properties & property) !== 0;
  const contexts: Context[] = [];
  const endpoint: Endpoint = {
    ...{ name, id, secure: isSecureId(id), hypervisor: id === 0, user: level === 'S-EL0', version },
    ...{ versionFixed: false, alive: true, wantsNs: false, mailbox: undefined },
    ...{ indirect: has(PROPERTY_INDIRECT), bells: bellsOf(partition), contexts, enumeration: undefined },
    methods: {
      receives: has(PROPERTY_DIRECT_RECEIVE),
      sends: has(PROPERTY_DIRECT_SEND),
      receivesForServices: has(PROPERTY_DIRECT2_RECEIVE),
      sendsToServices: has(PROPERTY_DIRECT2_SEND),
    },
    ...{ properties, services: uuids, image: imageUuid },
    hears: TOLD.filter(([, property]) => has(property)).map(([about]) => about),
  };
  contexts.push(...newContexts(endpoint, count));
  return endpoint;
}

/** What the framework tells, by the number of the message, and who asked for it. */
const TOLD = [
  [4, PROPERTY_VM_CREATED],
  [6, PROPERTY_VM_DESTROYED],
] as const;

/** A secure partition has its notifications from the beginning; those of VMs are made for them. */
function bellsOf({ id, properties, contexts }: PartitionSpec): Bells | undefined {
  return isSecureId(id) && (properties & PROPERTY_NOTIFICATIONS) !== 0 ? newBells(contexts) : undefined;
}

function gunyahOf(vms: VmStand, { vms: specs }: MachineSpec): Gunyah {
  return {
    vms: new Map(
      vms.actors.map(({ name, vmid, party }, index): [number, Vm] => [
        vmid,
        {
          ...{ name, vmid, resident: specs[index].running, labels: specs[index].labels },
          ...{ flat: vms.isFlat(party), space: new Map(vms.spaceOf(party)) },
          borrowing: placeOf(specs[index].borrowing),
          state: specs[index].running ? 'running' : 'absent',
          ...{ image: undefined, firmware: undefined, reserved: [], accepted: [], told: [], open: undefined },
        },
      ]),
    ),
    parcels: new Map(),
    nextHandle: 0,
    bounds: vms.rm.state.limits,
  };
}

/** A range of addresses in pages. */
function placeOf(range: { readonly at: number; readonly pages: number } | undefined) {
  return range && { at: range.at / 4096, pages: range.pages };
}
