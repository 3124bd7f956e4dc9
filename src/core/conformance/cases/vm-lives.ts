import { ALL_RIGHTS, NOTIFY_FLAG, VM_STATE } from '../../gunyah/wire/values.ts';
import type { Case } from '../case.ts';
import { accepted, type Body, equal, faults, refused } from '../checks.ts';
import { type ParcelLoan, READ_WRITE, type VmParty } from '../vm-party.ts';
import { vmCase } from './vm-case.ts';

interface Life {
  readonly owner: VmParty;
  readonly guest: VmParty;
}

/** The guest is allocated, gets its image in a page of the owner, and is ready to start. */
function* readied({ owner, guest }: Life): Body<ParcelLoan> {
  const { vmid } = guest;
  yield* accepted('the guest is allocated', owner.ask('VM_ALLOCATE', { vmid }));
  const image = yield* accepted('its image is lent', owner.lend([owner.page(0)], [[guest, ALL_RIGHTS]]));
  yield* accepted(
    'and named',
    owner.ask('VM_CONFIG_IMAGE', { vmid, handle: image.handle, imageSize: 0x1000 }),
  );
  yield* accepted('the guest is ready', owner.ask('VM_INIT', { vmid }));
  return image;
}

/** The state that the owner was told last. */
function* lastState(owner: VmParty): Body<number | undefined> {
  const heard = yield* accepted('the owner hears', owner.hear());
  return heard.filter(([name]) => name === 'VM_STATUS').at(-1)?.[1][4];
}

/** VMs as they come and go. */
export const VM_LIFE_CASES: readonly Case[] = [
  vmCase(
    'vm-lives/order',
    "a VM is allocated, configured, started, stopped and reset at the primary VM's word, in this order",
    ['gunyah 10'],
    function* ({ owner, borrower, guest }) {
      const { vmid } = guest;
      yield* refused('by another VM', 'DENIED', borrower.ask('VM_ALLOCATE', { vmid }), 'rm-vm/not-primary');
      yield* refused(
        'an id that is taken',
        'NORESOURCE',
        owner.ask('VM_ALLOCATE', { vmid: borrower.vmid }),
        'rm-vm/none-free',
      );
      yield* refused(
        'started before it is there',
        'VMID_INVALID',
        owner.ask('VM_START', { vmid }),
        'rm-vm/unknown',
      );
      yield* readied({ owner, guest });
      yield* refused('stopped before it runs', 'VM_STATE', owner.ask('VM_STOP', { vmid }), 'rm-vm/state');
      yield* accepted('it starts', owner.ask('VM_START', { vmid }));
      yield* refused('reset while it runs', 'VM_STATE', owner.ask('VM_RESET', { vmid }), 'rm-vm/state');
      yield* accepted('it stops', owner.ask('VM_STOP', { vmid }));
      yield* accepted('it is reset', owner.ask('VM_RESET', { vmid }));
      yield* equal('what the owner was told last', yield* lastState(owner), VM_STATE.RESET);
      yield* accepted('it is no more', owner.ask('VM_DEALLOCATE', { vmid }));
    },
  ),
  vmCase(
    'vm-lives/image',
    'an image lies in a complete parcel of the primary VM that names the guest',
    ['gunyah 10'],
    function* ({ owner, borrower, guest }) {
      const { vmid } = guest;
      yield* accepted('the guest is allocated', owner.ask('VM_ALLOCATE', { vmid }));
      const foreign = yield* accepted(
        'a page is lent to another',
        owner.lend([owner.page(2)], [[borrower, READ_WRITE]]),
      );
      const image = yield* accepted('its image is lent', owner.lend([owner.page(0)], [[guest, ALL_RIGHTS]]));
      const name = ({ handle }: { readonly handle: number }, imageSize = 0x1000) =>
        owner.ask('VM_CONFIG_IMAGE', { vmid, handle, imageSize });
      yield* refused('in no parcel', 'HANDLE_INVALID', name({ handle: 0x77 }), 'rm-vm/image-handle');
      yield* refused("in the other's parcel", 'MEM_INVALID', name(foreign), 'rm-vm/image-parcel');
      yield* refused('larger than its parcel', 'ARGUMENT_INVALID', name(image, 0x1001), 'rm-vm/image-range');
      yield* accepted('in its parcel', name(image));
    },
  ),
  vmCase(
    'vm-lives/accepted-for-it',
    'what a VM is configured to have is accepted for it when it starts',
    ['gunyah 10', 'gunyah 9.6'],
    function* ({ owner, guest }) {
      const { vmid, vm } = guest;
      yield* readied({ owner, guest });
      const labelled = yield* accepted(
        'a parcel that its tree names',
        owner.share([owner.page(2)], [[guest, READ_WRITE]], { label: vm.label ?? 0 }),
      );
      const announced = yield* accepted(
        'a parcel that it does not',
        owner.share([owner.page(4)], [[guest, READ_WRITE]], { label: 0x99 }),
      );
      yield* accepted('which is announced', owner.notify(announced, NOTIFY_FLAG.SHARED, [guest]));
      yield* accepted('it starts', owner.ask('VM_START', { vmid }));
      yield* refused('the named parcel is in use', 'MEM_INUSE', owner.reclaim(labelled), 'rm-reclaim/in-use');
      yield* refused('the announced one, too', 'MEM_INUSE', owner.reclaim(announced), 'rm-reclaim/in-use');
      const heard = yield* accepted('the owner hears', owner.hear());
      yield* equal('that one was accepted', heard.filter(([name]) => name === 'MEM_ACCEPTED').length, 1);
    },
  ),
  vmCase(
    'vm-lives/cannot-start',
    'a VM whose image cannot be mapped does not start, and holds nothing',
    ['gunyah 10'],
    function* ({ owner, guest }) {
      const { vmid } = guest;
      yield* accepted('the guest is allocated', owner.ask('VM_ALLOCATE', { vmid }));
      const { readOnlyPage = 0 } = owner.vm;
      const image = yield* accepted(
        'an image that its owner cannot write',
        owner.lend([{ base: readOnlyPage, size: 0x1000 }], [[guest, ALL_RIGHTS]]),
      );
      yield* accepted(
        'is named',
        owner.ask('VM_CONFIG_IMAGE', { vmid, handle: image.handle, imageSize: 0x1000 }),
      );
      yield* accepted('the guest is ready', owner.ask('VM_INIT', { vmid }));
      yield* refused('it starts', 'MEM_INVALID', owner.ask('VM_START', { vmid }), 'rm-vm/configured');
      yield* accepted('the owner has its page back', owner.reclaim(image));
    },
  ),
  vmCase(
    'vm-lives/reset',
    'a reset gives back what a VM has accepted, begun to accept and owned, and a new VM with its id has none of it',
    ['requirements QH5', 'requirements QH6', 'requirements QH7', 'gunyah 10'],
    function* ({ owner, borrower, guest }) {
      const { vmid } = guest;
      const image = yield* readied({ owner, guest });
      const given = yield* accepted(
        'a page is donated to the guest',
        owner.donate([owner.page(2)], [[guest, ALL_RIGHTS]], { label: guest.vm.label ?? 0 }),
      );
      const lent = yield* accepted(
        'two are lent to it',
        owner.lend([owner.page(4), owner.page(6)], [[guest, READ_WRITE]], { label: 0x99 }),
      );
      yield* accepted('it starts', owner.ask('VM_START', { vmid }));
      yield* refused('the donation is its own', 'HANDLE_INVALID', owner.reclaim(given), 'rm-reclaim/handle');
      yield* accepted(
        'it begins to accept the loan',
        guest.accept(lent, { places: [guest.place(20)], more: true }),
      );
      yield* refused('which its owner waits for', 'MEM_INUSE', owner.reclaim(lent), 'rm-reclaim/in-use');
      const own = yield* accepted(
        'it shares its own page',
        guest.share([guest.place(1)], [[borrower, READ_WRITE]]),
      );
      yield* accepted('the other accepts', borrower.accept(own));
      yield* accepted('it stops', owner.ask('VM_STOP', { vmid }));
      yield* accepted('it is reset', owner.ask('VM_RESET', { vmid }));
      yield* equal('which waits for the other', yield* lastState(owner), VM_STATE.RESETTING);
      yield* accepted('the owner has its loan back', owner.reclaim(lent));
      yield* accepted('the other releases', borrower.release(own));
      yield* faults('and reads it no more', borrower.place(0).base, borrower.peek(borrower.place(0).base));
      const heard = yield* accepted('the owner hears at last', owner.hear());
      yield* equal('that the reset is over', heard.at(-1)?.[1][4], VM_STATE.RESET);
      yield* accepted('the guest is no more', owner.ask('VM_DEALLOCATE', { vmid }));
      yield* accepted('another takes its id', owner.ask('VM_ALLOCATE', { vmid }));
      yield* refused(
        'it is no receiver of the old image',
        'MEM_INVALID',
        owner.ask('VM_CONFIG_IMAGE', { vmid, handle: image.handle, imageSize: 0x1000 }),
        'rm-vm/image-parcel',
      );
    },
  ),
];
