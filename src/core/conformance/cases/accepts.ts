import { encodeMessage } from '../../gunyah/wire/codec.ts';
import { REQUEST } from '../../gunyah/wire/messages.ts';
import { ACCEPT_FLAG, ALL_RIGHTS, RIGHT } from '../../gunyah/wire/values.ts';
import type { Case } from '../case.ts';
import { accepted, equal, faults, refused } from '../checks.ts';
import { READ_WRITE } from '../vm-party.ts';
import { vmCase } from './vm-case.ts';

const { DONE, MAP_CONTIGUOUS, MAP_OTHER, SANITIZE } = ACCEPT_FLAG;
const { VALIDATE_ACL_ATTR, VALIDATE_LABEL, VALIDATE_SANITIZED } = ACCEPT_FLAG;

/** Byte of MEM_ACCEPT that says for whom memory is mapped, in a message without an access list. */
const MAP_VMID_AT = 18;

/** Parcels as their receivers accept them. */
export const ACCEPT_CASES: readonly Case[] = [
  vmCase(
    'accepts/expectations',
    'a receiver finds out what a parcel is not',
    ['gunyah 9.3 2', 'gunyah 9.3 3', 'gunyah 9.3 4', 'gunyah 9.3 5', 'gunyah 9.3 6'],
    function* ({ owner, borrower }) {
      const acl = [{ vmid: borrower.vmid, rights: READ_WRITE }];
      const loan = yield* accepted(
        'a page is lent, label 9',
        owner.lend([owner.page(0)], [[borrower, READ_WRITE]], { label: 9 }),
      );
      yield* refused(
        'another handle',
        'HANDLE_INVALID',
        borrower.accept({ ...loan, handle: 0x77 }),
        'rm-accept/handle',
      );
      yield* refused(
        'no handle at all',
        'HANDLE_INVALID',
        borrower.accept({ ...loan, handle: 0xffff_ffff }),
        'rm-accept/handle',
      );
      yield* refused('as a device', 'ARGUMENT_INVALID', borrower.accept(loan, { type: 1 }), 'rm-accept/type');
      yield* refused(
        'as shared',
        'ARGUMENT_INVALID',
        borrower.accept(loan, { transfer: 2 }),
        'rm-accept/type',
      );
      yield* refused(
        'as cleared',
        'VALIDATE_FAILED',
        borrower.accept(loan, { flags: VALIDATE_SANITIZED }),
        'rm-accept/not-sanitized',
      );
      yield* refused(
        'label 8',
        'VALIDATE_FAILED',
        borrower.accept(loan, { flags: VALIDATE_LABEL, label: 8 }),
        'rm-accept/label',
      );
      yield* refused(
        'a list that is left out',
        'ARGUMENT_INVALID',
        borrower.accept(loan, { flags: VALIDATE_ACL_ATTR }),
        'rm-accept/acl-absent',
      );
      yield* refused(
        'another list',
        'VALIDATE_FAILED',
        borrower.accept(loan, {
          flags: VALIDATE_ACL_ATTR,
          acl: [{ vmid: borrower.vmid, rights: RIGHT.READ }],
        }),
        'rm-accept/acl-differs',
      );
      yield* accepted(
        'all of it right',
        borrower.accept(loan, { flags: VALIDATE_ACL_ATTR | VALIDATE_LABEL, label: 9, acl }),
      );
    },
  ),
  vmCase(
    'accepts/receivers',
    'who stands in the access list accepts, once, and for itself',
    ['gunyah 9.3 1', 'gunyah 9.3 7', 'gunyah 9.3 8', 'gunyah 9.3 9', 'gunyah 9.3 10'],
    function* ({ owner, borrower, third }) {
      const loan = yield* accepted(
        'a page is shared',
        owner.share([owner.page(0)], [[borrower, READ_WRITE]]),
      );
      yield* refused(
        '23 bytes',
        'MSG_INVALID',
        borrower.send({ name: 'MEM_ACCEPT', id: 0x5100_0011 }, new Uint8Array(23)),
        'rm-message/too-short',
      );
      yield* refused('by somebody else', 'VMID_INVALID', third.accept(loan), 'rm-accept/not-receiver');
      yield* refused('by the owner', 'DENIED', owner.accept(loan), 'rm-accept/owner');
      yield* refused(
        'for somebody else',
        'DENIED',
        borrower.accept(loan, { flags: MAP_OTHER }),
        'rm-accept/map-other',
      );
      const { handle, type, transfer } = loan;
      const regions = [borrower.place(0)];
      const named = encodeMessage(REQUEST.ACCEPT, { handle, type, transfer, flags: DONE }, { regions });
      named[MAP_VMID_AT] = third.vmid;
      yield* refused(
        'in the places of somebody else',
        'ARGUMENT_INVALID',
        borrower.send({ name: 'MEM_ACCEPT', id: 0x5100_0011 }, named),
        'rm-accept/map-vmid',
      );
      yield* accepted('by the borrower', borrower.accept(loan));
      yield* refused('by the borrower again', 'DENIED', borrower.accept(loan), 'rm-accept/mapped');
    },
  ),
  vmCase(
    'accepts/several',
    'borrowers of one parcel accept it each for itself',
    ['gunyah 9.3 9'],
    function* ({ owner, borrower, third }) {
      const loan = yield* accepted(
        'a page is shared with two',
        owner.share(
          [owner.page(0)],
          [
            [borrower, READ_WRITE],
            [third, RIGHT.READ],
          ],
        ),
      );
      yield* accepted('one accepts', borrower.accept(loan));
      yield* accepted('the other accepts', third.accept(loan));
      yield* accepted('one releases', borrower.release(loan));
      yield* accepted('the other still reads', third.peek(third.place(0).base));
      yield* refused('so that it is not reclaimed', 'MEM_INUSE', owner.reclaim(loan), 'rm-reclaim/in-use');
    },
  ),
  vmCase(
    'accepts/places',
    'memory is where the receiver wants it, if there is room',
    ['gunyah 9.3 13', 'gunyah 9.3 15', 'gunyah 9.3 16', 'gunyah 9.3 22', 'requirements QH3'],
    function* ({ owner, borrower }) {
      const loan = yield* accepted(
        'two pages are lent',
        owner.lend([owner.page(0), owner.page(2)], [[borrower, READ_WRITE]]),
      );
      const [first, second] = [borrower.place(8), borrower.place(4)];
      const at = (...places: { readonly base: number; readonly size: number }[]) =>
        borrower.accept(loan, { places });
      yield* refused(
        'three places',
        'ARGUMENT_INVALID',
        at(first, second, borrower.place(12)),
        'rm-accept/too-many-places',
      );
      yield* refused(
        'half a page in',
        'ARGUMENT_INVALID',
        at({ ...first, base: first.base + 0x800 }, second),
        'rm-accept/place-unaligned',
      );
      yield* refused(
        'two pages for one',
        'ARGUMENT_INVALID',
        at(borrower.place(8, 2), second),
        'rm-accept/place-size',
      );
      yield* refused('both in one place', 'NORESOURCE', at(first, first), 'rm-accept/place-taken');
      yield* refused(
        'where its own memory is',
        'NORESOURCE',
        at(first, borrower.page(0)),
        'rm-accept/place-taken',
      );
      yield* refused('one place for both', 'ARGUMENT_INVALID', at(first), 'rm-accept/unplaced');
      yield* accepted('two places, which are still free', at(first, second));
      yield* accepted('the second is where it should be', borrower.poke(second.base, 1));
      yield* faults('between them is nothing', borrower.place(5).base, borrower.peek(borrower.place(5).base));
    },
  ),
  vmCase(
    'accepts/in-steps',
    'a parcel that is accepted in several messages is mapped with the last, and can be released before',
    ['gunyah 9.3 18', 'requirements QH3'],
    function* ({ owner, borrower }) {
      const loan = yield* accepted(
        'two pages are lent',
        owner.lend([owner.page(0), owner.page(2)], [[borrower, READ_WRITE]]),
      );
      const [first, second] = [borrower.place(0), borrower.place(2)];
      yield* accepted('a place for the first', borrower.accept(loan, { places: [first], more: true }));
      yield* faults('where nothing is yet', first.base, borrower.peek(first.base));
      yield* refused('it counts as accepted', 'MEM_INUSE', owner.reclaim(loan), 'rm-reclaim/in-use');
      yield* accepted('and is released', borrower.release(loan));
      yield* accepted('a place again', borrower.accept(loan, { places: [first], more: true }));
      yield* accepted('and the last', borrower.accept(loan, { places: [second] }));
      yield* accepted('both can be read', borrower.peek(second.base));
    },
  ),
  vmCase(
    'accepts/in-one-piece',
    'regions lie behind each other when that is asked for, in all messages or none',
    ['gunyah 9.3 11', 'requirements QH2'],
    function* ({ owner, borrower }) {
      const { devicePage = 0 } = owner.vm;
      const device = yield* accepted(
        'a device is lent',
        owner.lend([{ base: devicePage, size: 0x1000 }], [[borrower, READ_WRITE]], { type: 1 }),
      );
      yield* refused(
        'a device in one piece',
        'ARGUMENT_INVALID',
        borrower.accept(device, { flags: MAP_CONTIGUOUS }),
        'rm-accept/contiguous-io',
      );
      const loan = yield* accepted(
        'two pages are lent',
        owner.lend([owner.page(0), owner.page(2)], [[borrower, READ_WRITE]]),
      );
      yield* refused(
        'two places for one piece',
        'ARGUMENT_INVALID',
        borrower.accept(loan, { flags: MAP_CONTIGUOUS, places: [borrower.place(0), borrower.place(1)] }),
        'rm-accept/too-many-places',
      );
      yield* accepted('a place for one', borrower.accept(loan, { places: [borrower.place(0)], more: true }));
      yield* refused(
        'then both in one piece',
        'ARGUMENT_INVALID',
        borrower.accept(loan, { flags: MAP_CONTIGUOUS }),
        'rm-accept/contiguous-mixed',
      );
      yield* accepted('begun anew', borrower.release(loan));
      yield* accepted(
        'in one piece',
        borrower.accept(loan, { flags: MAP_CONTIGUOUS, places: [borrower.place(4, 2)] }),
      );
      yield* accepted('the second lies behind the first', borrower.peek(borrower.place(5).base));
    },
  ),
  vmCase(
    'accepts/rights',
    'nobody is given more than the owner had',
    ['gunyah 9.3 12', 'gunyah 9.3 20'],
    function* ({ owner, borrower }) {
      const { readOnlyPage = 0 } = owner.vm;
      const run = [{ base: readOnlyPage, size: 0x1000 }];
      const loan = yield* accepted(
        'a page is lent to be written, which its owner cannot',
        owner.lend(run, [[borrower, READ_WRITE]]),
      );
      yield* refused('it is accepted', 'MAP_FAILED', borrower.accept(loan), 'rm-accept/rights');
      yield* accepted('the owner has it back', owner.reclaim(loan));
      const read = yield* accepted('lent to be read', owner.lend(run, [[borrower, RIGHT.READ]]));
      yield* refused(
        'and cleared afterwards',
        'ARGUMENT_INVALID',
        borrower.accept(read, { flags: SANITIZE }),
        'rm-accept/sanitize',
      );
      yield* accepted('or not', borrower.accept(read));
      yield* faults('it may not write', borrower.place(0).base, borrower.poke(borrower.place(0).base, 1));
    },
  ),
  vmCase(
    'accepts/kept-addresses',
    'addresses that are kept for devices take no memory',
    ['gunyah 9.3 17', 'gunyah 9.8', 'requirements QH8'],
    function* ({ owner, borrower }) {
      const [kept, free] = [borrower.place(0), borrower.place(1)];
      const reserve = (
        kind: number,
        constraints: number,
        ...ranges: { readonly base: number; readonly size: number }[]
      ) => {
        const payload = new Uint8Array(20 + 16 * ranges.length);
        const view = new DataView(payload.buffer);
        payload[0] = kind;
        view.setUint32(4, constraints, true);
        view.setUint16(16, ranges.length, true);
        for (const [index, { base, size }] of ranges.entries()) {
          view.setBigUint64(20 + 16 * index, BigInt(base), true);
          view.setBigUint64(28 + 16 * index, BigInt(size), true);
        }
        return payload;
      };
      const ask = (vm: typeof owner, payload: Uint8Array) =>
        vm.send({ name: 'VM_HOST_IPA_RESERVE', id: 0x5600_00b0 }, payload);
      const IO = 8;
      yield* refused(
        'by who sees physical addresses',
        'DENIED',
        ask(owner, reserve(0, IO, kept)),
        'rm-reserve/no-addresses',
      );
      yield* refused(
        'ranges of kind 2',
        'MSG_INVALID',
        ask(borrower, reserve(2, IO, kept)),
        'rm-reserve/kind',
      );
      yield* refused(
        'for nothing in particular',
        'ARGUMENT_INVALID',
        ask(borrower, reserve(0, 0, kept)),
        'rm-reserve/constraints',
      );
      yield* refused(
        'half a range',
        'MSG_INVALID',
        ask(borrower, reserve(0, IO, kept).slice(0, 28)),
        'rm-reserve/list',
      );
      yield* refused(
        'half a page',
        'ARGUMENT_INVALID',
        ask(borrower, reserve(0, IO, { ...kept, size: 0x800 })),
        'rm-reserve/range',
      );
      yield* refused(
        '31 ranges',
        'NORESOURCE',
        ask(borrower, reserve(0, IO, ...new Array(31).fill(kept))),
        'rm-reserve/too-many',
      );
      yield* refused(
        'one that is free and one that is not',
        'DENIED',
        ask(borrower, reserve(0, IO, kept, borrower.page(0))),
        'rm-reserve/taken',
      );
      yield* accepted('the free one, which is still free', ask(borrower, reserve(0, IO, kept)));
      const loan = yield* accepted('a page is lent', owner.lend([owner.page(0)], [[borrower, READ_WRITE]]));
      yield* refused(
        'it is put where devices go',
        'MEM_INVALID',
        borrower.accept(loan, { places: [kept] }),
        'rm-accept/place-physical',
      );
      yield* accepted('it is put elsewhere', borrower.accept(loan, { places: [free] }));
    },
  ),
  vmCase(
    'accepts/whole-donation',
    'a donation goes over with everything, and is not accepted twice',
    ['gunyah 9.3 19'],
    function* ({ owner, borrower }) {
      const loan = yield* accepted(
        'a page is donated',
        owner.donate([owner.page(0)], [[borrower, ALL_RIGHTS]]),
      );
      yield* accepted('it is accepted', borrower.accept(loan));
      yield* refused('and again', 'HANDLE_INVALID', borrower.accept(loan), 'rm-accept/handle');
      const twin = yield* accepted('the next parcel', owner.lend([owner.page(1)], [[borrower, READ_WRITE]]));
      yield* equal('has another handle', twin.handle === loan.handle, false);
    },
  ),
];
