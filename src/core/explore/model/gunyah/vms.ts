/** How VMs come and go at the primary VM's word. Source: gunyah 10. */

import { acceptFor, canAcceptFor } from './accept.ts';
import { firstReasons } from './clause.ts';
import { enter, goOnResetting, hasGiven, releaseAll, type Scene, takeOwned } from './give-back.ts';
import { bytesOf, NOTICE } from './message.ts';
import { type Asked, answers, type Reply, type RmExpected, refused } from './request.ts';
import {
  ALL_RIGHTS,
  type Gunyah,
  grantOf,
  type Parcel,
  PRIMARY,
  tell,
  type Vm,
  type VmState,
} from './state.ts';
import { ALLOCATE, CONFIGURED, GIVEN, IMAGE, TARGET } from './vm-clauses.ts';

/** What happens to a VM. Returns what is wrong with the answer. */
type Happen = (vm: Vm, reply: Reply) => string | undefined;

export function expectAllocate(asked: Asked): RmExpected {
  const { gunyah, caller, message } = asked;
  const wanted = message.half(0);
  const free = [...gunyah.vms.values()]
    .filter(
      ({ resident, state, vmid }) => !resident && state === 'absent' && (wanted === 0 || wanted === vmid),
    )
    .map(({ vmid }) => vmid);
  const reasons = firstReasons(ALLOCATE, { caller, free });
  if (reasons.length > 0) return refused(reasons);
  return {
    reasons,
    succeed: (reply) => {
      const vmid = free.find((each) => answers(reply, bytesOf([each, 4])) === undefined);
      const vm = gunyah.vms.get(vmid ?? -1);
      if (vm === undefined) return 'the answer has to be the id of a VM that was free';
      vm.state = 'load';
      vm.image = undefined;
      vm.firmware = undefined;
      vm.reserved = [];
      return undefined;
    },
  };
}

/** A request about a VM that has to be in one of some states. */
function expectAbout(asked: Asked, states: readonly VmState[], happen: Happen): RmExpected {
  const { gunyah, caller, message } = asked;
  const vmid = message.half(0);
  const reasons = firstReasons(TARGET, { gunyah, caller, vmid, states });
  const vm = gunyah.vms.get(vmid);
  if (vm === undefined || reasons.length > 0) return refused(reasons);
  return { reasons, succeed: (reply) => happen(vm, reply) ?? answers(reply) };
}

export function expectConfigImage(asked: Asked): RmExpected {
  const { message } = asked;
  const about = expectAbout(asked, ['load'], (vm) => {
    vm.image = message.word(4);
    enter(asked, vm, 'init');
    return undefined;
  });
  return withImage(asked, about, [
    [message.wide(8), message.wide(16)],
    [message.wide(24), message.wide(32)],
  ]);
}

export function expectSetFirmware(asked: Asked): RmExpected {
  const { message } = asked;
  const about = expectAbout(asked, ['init'], (vm) => {
    vm.firmware = message.word(4);
    return undefined;
  });
  return withImage(asked, about, [[message.wide(8), message.wide(16)]]);
}

function withImage(
  { gunyah, caller, message }: Asked,
  about: RmExpected,
  ranges: readonly (readonly [number, number])[],
): RmExpected {
  const vm = gunyah.vms.get(message.half(0));
  if (vm === undefined || about.reasons.length > 0) return about;
  const reasons = firstReasons(IMAGE, { caller, vm, parcel: gunyah.parcels.get(message.word(4)), ranges });
  return reasons.length > 0 ? refused(reasons) : about;
}

export function expectInit(asked: Asked): RmExpected {
  return expectAbout(asked, ['init'], (vm) => {
    enter(asked, vm, 'ready');
    return undefined;
  });
}

/** What the VM is configured to accept is accepted in its name: all of it, or it does not start. Step 5. */
export function expectStart(asked: Asked): RmExpected {
  const { gunyah, world, message } = asked;
  const about = expectAbout(asked, ['ready'], (vm, reply) => {
    for (const handle of configured(gunyah, vm)) {
      const parcel = gunyah.parcels.get(handle);
      const problem = parcel && acceptFor(asked, vm, parcel, reply.spaceOf(vm.vmid));
      if (problem !== undefined) return problem;
    }
    enter(asked, vm, 'running');
    return undefined;
  });
  const vm = gunyah.vms.get(message.half(0));
  if (vm === undefined || about.reasons.length > 0) return about;
  const handles = configured(gunyah, vm);
  const parcels = handles.flatMap((handle) => gunyah.parcels.get(handle) ?? []);
  const can = parcels.length < handles.length ? 'no' : canAcceptFor(world, vm, parcels);
  if (can === 'no') return refused([CONFIGURED]);
  return can === 'yes' ? about : { ...about, reasons: [{ ...CONFIGURED, may: true }] };
}

/** The parcels that a VM accepts when it starts: image, firmware, what its device tree names, what is for it alone. */
function configured(gunyah: Gunyah, vm: Vm): readonly number[] {
  const named = [vm.image, vm.firmware].filter((handle) => handle !== undefined);
  const isPrivate = ({ label, transfer, grants: [first, ...others] }: Parcel) =>
    label === 0 && transfer === 'lend' && others.length === 0 && first?.rights === ALL_RIGHTS;
  const others = [...gunyah.parcels.values()].filter(
    (parcel) =>
      parcel.complete &&
      grantOf(parcel, vm)?.accepted === false &&
      (vm.labels.includes(parcel.label) || isPrivate(parcel)),
  );
  const all = new Set([...named, ...others.map(({ handle }) => handle)]);
  return [...all].filter((handle) => !vm.accepted.includes(handle));
}

export function expectStop(asked: Asked): RmExpected {
  return expectAbout(asked, ['running'], (vm) => {
    exit(asked, vm, asked.message.half(4));
    return undefined;
  });
}

export function expectReset(asked: Asked): RmExpected {
  return expectAbout(asked, ['load', 'init', 'ready', 'exited'], (vm) => {
    reset(asked, vm);
    return undefined;
  });
}

/** A VM that runs from the beginning has ended as the partition that it is, too. Steps 6 and 7 follow, and nobody asks for them. */
export function endVm(scene: Scene, vm: Vm): void {
  if (vm.state !== 'running') return;
  exit(scene, vm, 0);
  reset(scene, vm);
}

function exit(scene: Scene, vm: Vm, type: number): void {
  tell(scene.gunyah.vms.get(PRIMARY), NOTICE.EXITED, bytesOf([vm.vmid, 2], [type, 2], [0, 4]));
  enter(scene, vm, 'exited');
}

/** What the VM accepted is released, and what it owns comes back. Step 7. */
function reset(scene: Scene, vm: Vm): void {
  enter(scene, vm, 'resetting');
  releaseAll(scene, vm);
  goOnResetting(scene, vm);
}

/** The id is free again, stands nowhere any more, and whoever has it next inherits nothing. Step 8, requirements QH5, QH6. */
export function expectDeallocate(asked: Asked): RmExpected {
  const { gunyah, message } = asked;
  const about = expectAbout(asked, ['load', 'reset'], (vm) => {
    releaseAll(asked, vm);
    takeOwned(asked, vm);
    for (const parcel of gunyah.parcels.values()) {
      parcel.grants = parcel.grants.filter(({ vmid }) => vmid !== vm.vmid);
      parcel.attributes = parcel.attributes.filter(({ vmid }) => vmid !== vm.vmid);
    }
    vm.state = 'absent';
    vm.told = [];
    vm.open = undefined;
    return undefined;
  });
  const vm = gunyah.vms.get(message.half(0));
  if (vm === undefined || about.reasons.length > 0) return about;
  return hasGiven(gunyah, vm) ? refused([GIVEN]) : about;
}
