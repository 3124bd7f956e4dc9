import { ALL_RIGHTS, APPEND_FLAG, CREATE_FLAG, RIGHT } from '../../gunyah/wire/values.ts';
import type { Case } from '../case.ts';
import { accepted, equal, faults, refused } from '../checks.ts';
import { READ_WRITE } from '../vm-party.ts';
import { vmCase } from './vm-case.ts';

/** Parcels as their owner makes them. A list: each case stands by itself. */
export const PARCEL_CASES: readonly Case[] = [
  vmCase(
    'parcels/shared',
    'shared memory is open to owner and borrower, and the owner has it back as it was',
    ['gunyah 9.1 19', 'gunyah 9.5'],
    function* ({ owner, borrower }) {
      const [page] = [owner.page(0)];
      const loan = yield* accepted('the owner shares a page', owner.share([page], [[borrower, RIGHT.READ]]));
      yield* accepted('the owner writes it', owner.poke(page.base, 0x2a));
      yield* accepted('the borrower accepts it', borrower.accept(loan));
      const at = borrower.place(0).base;
      const seen = yield* accepted('and reads it', borrower.peek(at));
      yield* equal('what it reads', seen[0], 0x2a);
      yield* faults('it may not write', at, borrower.poke(at, 1));
      yield* accepted('it releases it', borrower.release(loan));
      yield* faults('and reads it no more', at, borrower.peek(at));
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  ),
  vmCase(
    'parcels/owners-part',
    'the owner of shared memory keeps what its own entry says, and no more',
    ['gunyah 9.1 13', 'gunyah 9.1 19'],
    function* ({ owner, borrower }) {
      const page = owner.page(0);
      const acl = [
        { vmid: owner.vmid, rights: RIGHT.READ },
        { vmid: borrower.vmid, rights: READ_WRITE },
      ];
      yield* accepted('shared, the owner reads only', owner.ask('SHARE', {}, { acl, regions: [page] }));
      yield* faults('it may not write', page.base, owner.poke(page.base, 1));
      yield* refused(
        'shared without the owner',
        'ARGUMENT_INVALID',
        owner.ask('SHARE', {}, { acl: acl.slice(1), regions: [owner.page(1)] }),
        'rm-create/owner-missing',
      );
      yield* refused(
        'lent to the owner, too',
        'ARGUMENT_INVALID',
        owner.lend(
          [owner.page(1)],
          [
            [borrower, READ_WRITE],
            [owner, READ_WRITE],
          ],
        ),
        'rm-create/owner-listed',
      );
    },
  ),
  vmCase(
    'parcels/lent',
    'the owner of lent memory has no access until it has reclaimed it',
    ['gunyah 9.1 20', 'gunyah 9.5'],
    function* ({ owner, borrower }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner lends a page', owner.lend([page], [[borrower, READ_WRITE]]));
      yield* faults('it may not read it', page.base, owner.peek(page.base));
      yield* accepted('it reclaims it', owner.reclaim(loan));
      yield* accepted('and reads it', owner.peek(page.base));
    },
  ),
  vmCase(
    'parcels/donated',
    "donated memory is the receiver's own, and the parcel is gone",
    ['gunyah 9.1 4', 'gunyah 9.1 12', 'gunyah 9.3 19'],
    function* ({ owner, borrower, third }) {
      const page = owner.page(0);
      const everything = [[borrower, ALL_RIGHTS]] as const;
      yield* refused(
        'to two',
        'ARGUMENT_INVALID',
        owner.donate([page], [...everything, [third, ALL_RIGHTS]]),
        'rm-create/donate-receivers',
      );
      yield* refused(
        'without all rights',
        'DENIED',
        owner.donate([page], [[borrower, READ_WRITE]]),
        'rm-create/donate-rights',
      );
      const loan = yield* accepted('the owner donates a page', owner.donate([page], everything));
      yield* accepted('the borrower accepts it', borrower.accept(loan));
      yield* faults('the owner may not read it', page.base, owner.peek(page.base));
      yield* refused('and does not get it back', 'HANDLE_INVALID', owner.reclaim(loan), 'rm-reclaim/handle');
      yield* accepted('the borrower writes it', borrower.poke(borrower.place(0).base, 1));
      yield* accepted('and passes it on', borrower.lend([borrower.place(0)], [[third, READ_WRITE]]));
    },
  ),
  vmCase(
    'parcels/form',
    'what is not a list, or not all of one, is no message',
    ['gunyah 9.1 1', 'gunyah 9.1 2', 'gunyah 9.1 3'],
    function* ({ owner, borrower }) {
      const shape = { name: 'MEM_LEND', id: 0x5100_0012 };
      const bare = new Uint8Array(20);
      yield* refused('19 bytes', 'MSG_INVALID', owner.send(shape, bare.slice(0, 19)), 'rm-message/too-short');
      yield* refused(
        'a byte too many',
        'MSG_INVALID',
        owner.send(shape, new Uint8Array(21)),
        'rm-message/bytes-left-over',
      );
      const counted = bare.slice();
      counted[8] = 9;
      yield* refused(
        'entries that are not there',
        'MSG_INVALID',
        owner.send(shape, counted),
        'rm-message/list-entries-cut',
      );
      const cut = Uint8Array.of(...bare, 0, 0);
      cut[8] = 1;
      yield* refused('half a list', 'MSG_INVALID', owner.send(shape, cut), 'rm-message/list-head-cut');
      counted[9] = 2;
      yield* refused(
        '513 entries and more',
        'NORESOURCE',
        owner.send(shape, counted),
        'rm-message/list-too-long',
      );
      yield* refused(
        'for nobody',
        'ARGUMENT_INVALID',
        owner.lend([owner.page(0)], []),
        'rm-create/acl-empty',
      );
      yield* refused(
        'of nothing',
        'ARGUMENT_INVALID',
        owner.lend([], [[borrower, READ_WRITE]]),
        'rm-create/regions-empty',
      );
    },
  ),
  vmCase(
    'parcels/access-list',
    'each VM stands in an access list once, exists, and has rights that there are',
    ['gunyah 9.1 9', 'gunyah 9.1 10', 'gunyah 9.1 11', 'gunyah 17'],
    function* ({ owner, borrower }) {
      const { devicePage = 0 } = owner.vm;
      const lend = (...to: Parameters<typeof owner.lend>[1][number][]) => owner.lend([owner.page(0)], to);
      yield* refused(
        'the same VM twice',
        'ARGUMENT_INVALID',
        lend([borrower, READ_WRITE], [borrower, RIGHT.READ]),
        'rm-create/vm-repeated',
      );
      yield* refused(
        'nobody with that id',
        'ARGUMENT_INVALID',
        lend([{ vmid: 77 }, READ_WRITE]),
        'rm-create/vm-unknown',
      );
      yield* refused('VM 0', 'ARGUMENT_INVALID', lend([{ vmid: 0 }, READ_WRITE]), 'rm-create/vm-unknown');
      for (const [name, rights] of [
        ['none', 0],
        ['X', 1],
        ['W', 2],
        ['WX', 3],
        ['more than there are', 8],
      ] as const)
        yield* refused(`rights ${name}`, 'ARGUMENT_INVALID', lend([borrower, rights]), 'rm-create/rights');
      yield* refused(
        'a device that is executed',
        'ARGUMENT_INVALID',
        owner.lend([{ base: devicePage, size: 0x1000 }], [[borrower, ALL_RIGHTS]], { type: 1 }),
        'rm-create/io-execute',
      );
    },
  ),
  vmCase(
    'parcels/kind',
    'a parcel is normal memory or a device, and is what it says',
    ['gunyah 9.1 7', 'gunyah 9.1 18', 'requirements QH4'],
    function* ({ owner, borrower }) {
      const { devicePage = 0 } = owner.vm;
      const device = [{ base: devicePage, size: 0x1000 }];
      const to = [[borrower, READ_WRITE]] as const;
      yield* refused(
        'of type 2',
        'ARGUMENT_INVALID',
        owner.lend([owner.page(0)], to, { type: 2 }),
        'rm-create/memory-type',
      );
      yield* refused(
        'a device that is cleared',
        'ARGUMENT_INVALID',
        owner.lend(device, to, { type: 1, flags: CREATE_FLAG.SANITIZE }),
        'rm-create/sanitize-io',
      );
      yield* refused('a device as memory', 'MEM_INVALID', owner.lend(device, to), 'rm-region/kind');
      yield* refused(
        'memory as a device',
        'MEM_INVALID',
        owner.lend([owner.page(0)], to, { type: 1 }),
        'rm-region/kind',
      );
      const { readOnlyPage = 0 } = owner.vm;
      yield* refused(
        'a page that the owner writes, and one that it does not',
        'MEM_INVALID',
        owner.lend([owner.page(0), { base: readOnlyPage, size: 0x1000 }], to),
        'rm-region/mixed',
      );
      const loan = yield* accepted('a device as a device', owner.lend(device, to, { type: 1 }));
      yield* accepted('which is accepted', borrower.accept(loan));
    },
  ),
  vmCase(
    'parcels/attributes',
    'an attribute is of a VM of the access list, stands there once, and fits the memory',
    ['gunyah 9.1 15', 'gunyah 9.1 16'],
    function* ({ owner, borrower, third }) {
      const lend = (...attributes: { readonly attribute: number; readonly vmid: number }[]) =>
        owner.lend([owner.page(0)], [[borrower, READ_WRITE]], { attributes });
      const { vmid } = borrower;
      yield* refused(
        'twice',
        'ARGUMENT_INVALID',
        lend({ attribute: 2, vmid }, { attribute: 2, vmid }),
        'rm-create/attribute-repeated',
      );
      yield* refused('4', 'ARGUMENT_INVALID', lend({ attribute: 4, vmid }), 'rm-create/attribute-value');
      yield* refused(
        'a device, which it is not',
        'ARGUMENT_INVALID',
        lend({ attribute: 1, vmid }),
        'rm-create/attribute-device',
      );
      yield* refused(
        'of another VM',
        'VMID_INVALID',
        lend({ attribute: 2, vmid: third.vmid }),
        'rm-create/attribute-vm',
      );
      yield* refused(
        'of a donation',
        'ARGUMENT_INVALID',
        owner.donate([owner.page(0)], [[borrower, ALL_RIGHTS]], { attributes: [{ attribute: 3, vmid }] }),
        'rm-create/attribute-donate',
      );
      yield* accepted('cached', lend({ attribute: 3, vmid }));
    },
  ),
  vmCase(
    'parcels/regions',
    'regions are whole pages below 2^44 that the caller owns, each named once',
    ['gunyah 9.1 17', 'gunyah 9.1 18', 'gunyah 17'],
    function* ({ owner, borrower }) {
      const { base } = owner.page(0);
      const lend = (...regions: { readonly base: number; readonly size: number }[]) =>
        owner.lend(regions, [[borrower, READ_WRITE]]);
      yield* refused(
        'half a page in',
        'ARGUMENT_INVALID',
        lend({ base: base + 0x800, size: 0x1000 }),
        'rm-region/unaligned',
      );
      yield* refused('half a page', 'ARGUMENT_INVALID', lend({ base, size: 0x800 }), 'rm-region/unaligned');
      yield* refused('nothing', 'ARGUMENT_INVALID', lend({ base, size: 0 }), 'rm-region/empty');
      yield* refused('2^44 bytes', 'ARGUMENT_INVALID', lend({ base: 0, size: 2 ** 44 }), 'rm-region/beyond');
      yield* refused(
        'up to beyond 2^44',
        'ARGUMENT_INVALID',
        lend({ base: 2 ** 44 - 0x1000, size: 0x2000 }),
        'rm-region/beyond',
      );
      yield* refused(
        'what nobody has',
        'MEM_INVALID',
        lend({ base: 2 ** 30 * 15, size: 0x1000 }),
        'rm-region/not-owned',
      );
      yield* refused(
        'a page twice',
        'MEM_INVALID',
        lend({ base, size: 0x2000 }, { base: base + 0x1000, size: 0x1000 }),
        'rm-region/overlap',
      );
      yield* accepted('a page', lend(owner.page(0)));
      yield* refused('a page of another parcel', 'MEM_INVALID', lend(owner.page(0)), 'rm-region/held');
      yield* refused(
        'a run that ends in another parcel',
        'MEM_INVALID',
        lend(owner.page(1), { base, size: 0x2000 }),
        'rm-region/held',
      );
      yield* accepted('what was named before it is free', lend(owner.page(1)));
    },
  ),
  vmCase(
    'parcels/undone',
    'a parcel that fails at its last region leaves nothing behind',
    ['gunyah 9.1 22'],
    function* ({ owner, borrower }) {
      const to = [[borrower, READ_WRITE]] as const;
      yield* accepted('a page is lent', owner.lend([owner.page(9)], to));
      yield* refused(
        'nine others and that one',
        'MEM_INVALID',
        owner.lend([owner.page(0, 3), owner.page(4, 5), owner.page(9)], to),
        'rm-region/held',
      );
      yield* accepted("the others are still the owner's", owner.poke(owner.page(8).base, 1));
      yield* accepted('and can be lent', owner.lend([owner.page(0, 3), owner.page(4, 5)], to));
    },
  ),
  vmCase(
    'parcels/most',
    'a VM owns 64 parcels, and one more when it has reclaimed one',
    ['gunyah 9.1 5', 'gunyah 17'],
    function* ({ owner, borrower }) {
      const to = [[borrower, READ_WRITE]] as const;
      const first = yield* accepted('parcel 1', owner.lend([owner.page(0)], to));
      for (let index = 1; index < 64; index++)
        yield* accepted(`parcel ${index + 1}`, owner.lend([owner.page(2 * index)], to));
      yield* refused('parcel 65', 'DENIED', owner.lend([owner.page(200)], to), 'rm-create/too-many-parcels');
      yield* accepted('the first is reclaimed', owner.reclaim(first));
      yield* accepted('another', owner.lend([owner.page(200)], to));
    },
  ),
  vmCase(
    'parcels/appended',
    'a parcel of several messages is accepted when the last has come',
    ['gunyah 9.2', 'requirements QH1'],
    function* ({ owner, borrower, third }) {
      const to = [[borrower, READ_WRITE]] as const;
      const loan = yield* accepted(
        'the owner lends a page of several',
        owner.lend([owner.page(0)], to, { flags: CREATE_FLAG.APPEND }),
      );
      yield* refused('it is accepted', 'DENIED', borrower.accept(loan), 'rm-accept/incomplete');
      yield* refused(
        'nothing is appended',
        'ARGUMENT_INVALID',
        owner.append(loan, []),
        'rm-append/regions-empty',
      );
      yield* refused(
        'to another parcel',
        'HANDLE_INVALID',
        owner.append({ handle: 0x77 }, [owner.page(2)]),
        'rm-append/handle',
      );
      yield* refused('by another VM', 'DENIED', third.append(loan, [third.page(0)]), 'rm-append/not-owner');
      yield* refused(
        'a page that it has',
        'MEM_INVALID',
        owner.append(loan, [owner.page(2), owner.page(0)]),
        'rm-region/overlap',
      );
      yield* accepted(
        '512 pages',
        owner.append(
          loan,
          Array.from({ length: 512 }, (_, index) => owner.page(4 + 2 * index)),
        ),
      );
      yield* accepted('the last', owner.append(loan, [owner.page(2)], APPEND_FLAG.DONE));
      yield* refused(
        'one more',
        'DENIED',
        owner.append(loan, [owner.page(3)], APPEND_FLAG.DONE),
        'rm-append/complete',
      );
      yield* accepted('now it is accepted', borrower.accept(loan, { flags: 16 }));
    },
  ),
  vmCase(
    'parcels/given-up',
    'a parcel that is not complete is reclaimed whole',
    ['gunyah 9.5', 'gunyah 9.2'],
    function* ({ owner, borrower }) {
      const to = [[borrower, READ_WRITE]] as const;
      const loan = yield* accepted(
        'the owner lends a page of several',
        owner.lend([owner.page(0)], to, { flags: CREATE_FLAG.APPEND }),
      );
      yield* accepted('and another', owner.append(loan, [owner.page(2)]));
      yield* accepted('it reclaims them', owner.reclaim(loan));
      yield* accepted('and lends both', owner.lend([owner.page(0), owner.page(2)], to));
    },
  ),
  vmCase(
    'parcels/cleared',
    'memory is cleared when it is passed on, when that is asked for',
    ['gunyah 9.1 20'],
    function* ({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes', owner.poke(page.base, 0x2a));
      const loan = yield* accepted(
        'lends, cleared',
        owner.lend([page], [[borrower, READ_WRITE]], { flags: CREATE_FLAG.SANITIZE }),
      );
      yield* accepted('the borrower accepts what was cleared', borrower.accept(loan, { flags: 1 }));
      const seen = yield* accepted('and reads', borrower.peek(borrower.place(0).base));
      yield* equal('what it reads', seen[0], 0);
    },
  ),
];
