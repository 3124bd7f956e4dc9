import { NOTIFY_FLAG, RETURN_FLAG, RIGHT } from '../../gunyah/wire/values.ts';
import type { Case } from '../case.ts';
import { accepted, equal, refused } from '../checks.ts';
import { READ_WRITE } from '../vm-party.ts';
import { vmCase } from './vm-case.ts';

const { SHARED, RELEASED, ACCEPTED, RECALL } = NOTIFY_FLAG;
const { SANITIZE } = RETURN_FLAG;

/** Parcels as they go back, and what their parties tell each other. */
export const PARCEL_RETURN_CASES: readonly Case[] = [
  vmCase(
    'parcel-returns/released',
    'who has accepted a parcel releases it, once',
    ['gunyah 9.4', 'gunyah 17'],
    function* ({ owner, borrower, third }) {
      const loan = yield* accepted('a page is lent', owner.lend([owner.page(0)], [[borrower, RIGHT.READ]]));
      yield* refused(
        '7 bytes',
        'MSG_INVALID',
        borrower.send({ name: 'MEM_RELEASE', id: 0x5100_0014 }, new Uint8Array(7)),
        'rm-message/too-short',
      );
      yield* refused(
        'another parcel',
        'HANDLE_INVALID',
        borrower.release({ handle: 0x77 }),
        'rm-release/handle',
      );
      yield* refused('by somebody else', 'HANDLE_INVALID', third.release(loan), 'rm-release/not-receiver');
      yield* refused('by the owner', 'HANDLE_INVALID', owner.release(loan), 'rm-release/not-receiver');
      yield* refused(
        'before it is accepted',
        'MEM_RELEASED',
        borrower.release(loan),
        'rm-release/not-accepted',
      );
      yield* accepted('it is accepted', borrower.accept(loan));
      yield* refused(
        'cleared by who may not write',
        'ARGUMENT_INVALID',
        borrower.release(loan, SANITIZE),
        'rm-release/sanitize',
      );
      yield* accepted('it is released', borrower.release(loan));
      yield* refused('and again', 'MEM_RELEASED', borrower.release(loan), 'rm-release/not-accepted');
      yield* accepted('and accepted again', borrower.accept(loan));
      const shared = yield* accepted(
        'another is shared',
        owner.share([owner.page(1)], [[borrower, RIGHT.READ]]),
      );
      yield* refused('by its owner', 'DENIED', owner.release(shared), 'rm-release/owner');
    },
  ),
  vmCase(
    'parcel-returns/reclaimed',
    'the owner reclaims what nobody has accepted, and nobody else does',
    ['gunyah 9.5'],
    function* ({ owner, borrower }) {
      const { devicePage = 0 } = owner.vm;
      const loan = yield* accepted('a page is lent', owner.lend([owner.page(0)], [[borrower, READ_WRITE]]));
      yield* refused(
        'another parcel',
        'HANDLE_INVALID',
        owner.reclaim({ handle: 0x77 }),
        'rm-reclaim/handle',
      );
      yield* refused('by the borrower', 'DENIED', borrower.reclaim(loan), 'rm-reclaim/not-owner');
      yield* accepted('it is accepted', borrower.accept(loan));
      yield* refused('while it is accepted', 'MEM_INUSE', owner.reclaim(loan), 'rm-reclaim/in-use');
      yield* accepted('it is released', borrower.release(loan));
      yield* accepted('now it is reclaimed', owner.reclaim(loan));
      yield* refused('and again', 'HANDLE_INVALID', owner.reclaim(loan), 'rm-reclaim/handle');
      const device = yield* accepted(
        'a device is lent',
        owner.lend([{ base: devicePage, size: 0x1000 }], [[borrower, READ_WRITE]], { type: 1 }),
      );
      yield* refused(
        'and cleared',
        'ARGUMENT_INVALID',
        owner.reclaim(device, SANITIZE),
        'rm-reclaim/sanitize-io',
      );
      yield* accepted('or not', owner.reclaim(device));
    },
  ),
  vmCase(
    'parcel-returns/cleared',
    'what a borrower wrote is gone when it, or the owner, asks for that',
    ['gunyah 9.4', 'gunyah 9.5'],
    function* ({ owner, borrower }) {
      const page = owner.page(0);
      for (const [who, released, reclaimed] of [
        ['the borrower', SANITIZE, 0],
        ['the owner', 0, SANITIZE],
      ] as const) {
        const loan = yield* accepted(`${who}: lent`, owner.lend([page], [[borrower, READ_WRITE]]));
        yield* accepted(`${who}: accepted`, borrower.accept(loan));
        yield* accepted(`${who}: written`, borrower.poke(borrower.place(0).base, 0x2a));
        yield* accepted(`${who}: released`, borrower.release(loan, released));
        yield* accepted(`${who}: reclaimed`, owner.reclaim(loan, reclaimed));
        const seen = yield* accepted(`${who}: read`, owner.peek(page.base));
        yield* equal(`${who}: what is there`, seen[0], 0);
      }
    },
  ),
  vmCase(
    'parcel-returns/told',
    'owners and borrowers tell each other what is so, and nothing else',
    ['gunyah 9.6'],
    function* ({ owner, borrower, third }) {
      const loan = yield* accepted('a page is lent', owner.lend([owner.page(0)], [[borrower, READ_WRITE]]));
      yield* refused(
        'of another parcel',
        'HANDLE_INVALID',
        owner.notify({ handle: 0x77 }, SHARED, [borrower]),
        'rm-notify/handle',
      );
      yield* refused(
        'two things at once',
        'ARGUMENT_INVALID',
        owner.notify(loan, SHARED | RECALL, [borrower]),
        'rm-notify/flags',
      );
      yield* refused(
        'by the borrower',
        'DENIED',
        borrower.notify(loan, SHARED, [borrower]),
        'rm-notify/not-owner',
      );
      yield* refused('without a list', 'MSG_INVALID', owner.notify(loan, SHARED), 'rm-notify/vms-missing');
      yield* refused('to nobody', 'ARGUMENT_INVALID', owner.notify(loan, SHARED, []), 'rm-notify/vms-empty');
      yield* refused(
        'to more than there are',
        'ARGUMENT_INVALID',
        owner.notify(loan, SHARED, [borrower, borrower]),
        'rm-notify/vms-too-many',
      );
      yield* refused(
        'to nobody with that id',
        'VMID_INVALID',
        owner.notify(loan, SHARED, [{ vmid: 77 }]),
        'rm-notify/vm-unknown',
      );
      yield* refused(
        'to somebody else',
        'ARGUMENT_INVALID',
        owner.notify(loan, SHARED, [third]),
        'rm-notify/vm-not-receiver',
      );
      yield* accepted('to the borrower', owner.notify(loan, SHARED, [borrower], 5));
      const told = yield* accepted('it hears', borrower.hear());
      yield* equal(
        'of the parcel',
        told.map(([name]) => name),
        ['MEM_SHARED'],
      );
      yield* refused(
        'with another tag',
        'ARGUMENT_INVALID',
        owner.notify(loan, RECALL, [borrower], 6),
        'rm-notify/tag',
      );
      yield* refused(
        'by somebody else',
        'HANDLE_INVALID',
        third.notify(loan, ACCEPTED, undefined, 5),
        'rm-notify/not-receiver',
      );
      yield* refused(
        'that it is accepted',
        'MEM_RELEASED',
        borrower.notify(loan, ACCEPTED, undefined, 5),
        'rm-notify/not-accepted',
      );
      yield* accepted('it is accepted', borrower.accept(loan));
      yield* accepted('and the owner is told', borrower.notify(loan, ACCEPTED, undefined, 5));
      yield* refused(
        'that it is released',
        'MEM_INUSE',
        borrower.notify(loan, RELEASED, undefined, 5),
        'rm-notify/not-released',
      );
      yield* accepted('the owner asks for it', owner.notify(loan, RECALL, [borrower], 5));
      const asked = yield* accepted('the borrower hears that', borrower.hear());
      yield* equal(
        'that it is wanted back',
        asked.map(([name]) => name),
        ['MEM_RECALL'],
      );
      yield* accepted('it releases it', borrower.release(loan));
      yield* accepted('and says so', borrower.notify(loan, RELEASED, undefined, 5));
      const heard = yield* accepted('the owner hears', owner.hear());
      yield* equal(
        'of both',
        heard.map(([name]) => name),
        ['MEM_ACCEPTED', 'MEM_RELEASED'],
      );
    },
  ),
  vmCase(
    'parcel-returns/told-early',
    'a parcel is announced when it is complete',
    ['gunyah 9.6'],
    function* ({ owner, borrower }) {
      const loan = yield* accepted(
        'a page of several is lent',
        owner.lend([owner.page(0)], [[borrower, READ_WRITE]], { flags: 2 }),
      );
      yield* refused(
        'it is announced',
        'DENIED',
        owner.notify(loan, SHARED, [borrower]),
        'rm-notify/incomplete',
      );
    },
  ),
  vmCase(
    'parcel-returns/looked-up',
    'an owner who has lost a handle finds it by what the parcel was made of',
    ['gunyah 9.7', 'requirements QH9', 'gunyah 17'],
    function* ({ owner, borrower }) {
      const acl = [{ vmid: borrower.vmid, rights: READ_WRITE }];
      const loan = yield* accepted('a page is lent', owner.lend([owner.page(0)], [[borrower, READ_WRITE]]));
      const found = yield* accepted(
        'it is looked up',
        owner.ask('LOOKUP', { label: 9 }, { acl, regions: [owner.page(0)] }),
      );
      yield* equal('its handle', found[0], loan.handle & 0xff);
      yield* accepted('it has the label now', borrower.accept(loan, { flags: 4, label: 9 }));
      yield* refused(
        'it is not found while it is accepted',
        'LOOKUP_FAILED',
        owner.ask('LOOKUP', {}, { acl, regions: [owner.page(0)] }),
        'rm-lookup/not-found',
      );
      yield* refused(
        'nor another',
        'LOOKUP_FAILED',
        owner.ask('LOOKUP', {}, { acl, regions: [owner.page(1)] }),
        'rm-lookup/not-found',
      );
    },
  ),
];
