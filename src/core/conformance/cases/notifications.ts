import { w, x } from '../../abi/frame.ts';
import { functionId } from '../../abi/functions.ts';
import { VERSION_1_0 } from '../../abi/versions.ts';
import { packHalves } from '../../abi/words.ts';
import type { Arguments } from '../../client/driver.ts';
import { bitmapArguments, EVERYBODY, takeNotifications } from '../../client/notifications.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, type Body, equal, refused } from '../checks.ts';
import { can, offered } from '../needs.ts';
import type { Party } from '../party.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'sp1-sp2', 'sp1-vm1'];
const ROW = 'ffa-hafnium 6.9 secure_partitions notifications (7)';
const THERE = [offered('owner', 'FFA_NOTIFICATION_SET'), offered('borrower', 'FFA_NOTIFICATION_BIND')];
const BITS = (1n << 63n) | 5n;

function registers(
  sender: { readonly id: number },
  receiver: { readonly id: number },
  bits: bigint,
): Arguments {
  return { 1: packHalves(sender.id, receiver.id), ...bitmapArguments(bits) };
}

/** A VM has no bitmap until its hypervisor makes one. */
function* enable(party: Party, hypervisor: Party): Body {
  if (party.secure) return;
  yield* accepted('the hypervisor starts', hypervisor.start());
  yield* accepted(
    'it makes a bitmap',
    hypervisor.call('FFA_NOTIFICATION_BITMAP_CREATE', { 1: party.id, 2: 1 }),
  );
}

/** Notifications: the owner sends, the borrower binds and takes. */
export const NOTIFICATION_CASES: readonly Case[] = [
  {
    id: 'notifications/sent-and-taken',
    title: 'notifications that a receiver bound arrive from their sender, and are taken once',
    rows: [ROW],
    runs: RUNS,
    needs: THERE,
    *body({ owner, borrower, party }) {
      yield* enable(borrower, party('hypervisor'));
      yield* accepted(
        'the borrower binds three',
        borrower.call('FFA_NOTIFICATION_BIND', registers(owner, borrower, BITS)),
      );
      yield* accepted(
        'the owner sends them',
        owner.call('FFA_NOTIFICATION_SET', registers(owner, borrower, BITS)),
      );
      const taken = yield* accepted(
        'the borrower takes them',
        borrower.attempt(takeNotifications(borrower.driver)),
      );
      yield* equal('they come from its world', owner.secure ? taken.secure : taken.normal, BITS);
      yield* equal('nothing comes from the other', owner.secure ? taken.normal : taken.secure, 0n);
      const again = yield* accepted(
        'the borrower takes again',
        borrower.attempt(takeNotifications(borrower.driver)),
      );
      yield* equal('nothing is left', again.secure | again.normal | again.framework, 0n);
      yield* accepted(
        'the borrower unbinds them',
        borrower.call('FFA_NOTIFICATION_UNBIND', registers(owner, borrower, BITS)),
      );
      yield* refused(
        'the owner sends them again',
        'DENIED',
        owner.call('FFA_NOTIFICATION_SET', registers(owner, borrower, 1n)),
        'notification/stranger',
      );
    },
  },
  {
    id: 'notifications/bindings',
    title: 'a notification belongs to one sender, and changes hands only while it is not pending',
    rows: [ROW],
    runs: RUNS,
    needs: THERE,
    *body({ owner, borrower, third, party }) {
      yield* enable(borrower, party('hypervisor'));
      const bind = (sender: { readonly id: number }, bits: bigint) =>
        borrower.call('FFA_NOTIFICATION_BIND', registers(sender, borrower, bits));
      const unbind = (sender: Party, bits: bigint) =>
        borrower.call('FFA_NOTIFICATION_UNBIND', registers(sender, borrower, bits));
      yield* refused(
        'sent before it is bound',
        'DENIED',
        owner.call('FFA_NOTIFICATION_SET', registers(owner, borrower, 1n)),
        'notification/stranger',
      );
      yield* accepted('the borrower binds two', bind(owner, 3n));
      yield* refused('bound to another', 'DENIED', bind(third, 2n), 'notification/bound');
      yield* refused('unbound from another', 'DENIED', unbind(third, 2n), 'notification/not-bound');
      yield* refused(
        'unbound with one that is not bound',
        'DENIED',
        unbind(owner, 7n),
        'notification/not-bound',
      );
      yield* refused(
        'sent by another',
        'DENIED',
        third.call('FFA_NOTIFICATION_SET', registers(third, borrower, 1n)),
        'notification/stranger',
      );
      yield* accepted(
        'the owner sends one',
        owner.call('FFA_NOTIFICATION_SET', registers(owner, borrower, 1n)),
      );
      yield* refused('unbound while it is pending', 'DENIED', unbind(owner, 1n), 'notification/pending');
      yield* refused(
        'to nobody that there is',
        'INVALID_PARAMETERS',
        bind({ id: 0x8fff }, 8n),
        'notification/unknown-sender',
      );
    },
  },
  {
    id: 'notifications/reserved',
    title: 'fields that mean nothing are zero, and notifications are for all of a partition',
    rows: [ROW],
    runs: RUNS,
    needs: THERE,
    *body({ owner, borrower, third, party }) {
      yield* enable(borrower, party('hypervisor'));
      const INVALID = 'INVALID_PARAMETERS';
      const right = registers(owner, borrower, 1n);
      const bind = (more: Arguments) => borrower.call('FFA_NOTIFICATION_BIND', { ...right, ...more });
      const set = (more: Arguments) => owner.call('FFA_NOTIFICATION_SET', { ...right, ...more });
      const get = (more: Arguments) =>
        borrower.call('FFA_NOTIFICATION_GET', { 1: borrower.id, 2: EVERYBODY, ...more });
      yield* accepted('the borrower binds one', bind({}));
      yield* refused('bound for one vCPU', INVALID, bind({ 2: 1 }), 'notification/per-vcpu');
      yield* refused('bound with flags', INVALID, bind({ 2: 4 }), 'notification/flags');
      yield* refused(
        'bound for another',
        INVALID,
        bind({ 1: packHalves(owner.id, third.id) }),
        'notification/receiver',
      );
      yield* refused(
        'bound to itself',
        INVALID,
        bind({ 1: packHalves(borrower.id, borrower.id) }),
        'notification/to-self',
      );
      yield* refused('none bound', INVALID, bind({ 3: 0 }), 'notification/empty');
      yield* refused('sent to one vCPU', INVALID, set({ 2: 1 }), 'notification/per-vcpu');
      yield* refused('sent to a vCPU by number', INVALID, set({ 2: 0x1_0000 }), 'notification/per-vcpu');
      yield* refused('sent with flags', INVALID, set({ 2: 8 }), 'notification/flags');
      yield* refused(
        'sent for another',
        INVALID,
        set({ 1: packHalves(third.id, borrower.id) }),
        'notification/sender',
      );
      yield* refused('none sent', INVALID, set({ 3: 0 }), 'notification/empty');
      yield* refused(
        'sent to nobody',
        INVALID,
        set({ 1: packHalves(owner.id, 0x8fff) }),
        'notification/unknown-receiver',
      );
      if (!owner.secure) yield* refused('delayed by a VM', INVALID, set({ 2: 2 }), 'notification/delay');
      yield* refused('taken with flags', INVALID, get({ 2: 0x10 }), 'notification/flags');
      yield* refused('taken by another', INVALID, get({ 1: owner.id }), 'notification/receiver');
      yield* refused(
        'taken by a vCPU that there is not',
        INVALID,
        get({ 1: packHalves(99, borrower.id) }),
        'notification/vcpu',
      );
    },
  },
  {
    id: 'notifications/bitmaps',
    title: 'the hypervisor makes the bitmap of a VM once, and takes it away when nothing is pending',
    rows: [ROW],
    runs: ['hypervisor-vm1'],
    needs: [offered('owner', 'FFA_NOTIFICATION_BITMAP_CREATE')],
    *body({ owner, borrower, party }) {
      const make = (id: number) => owner.call('FFA_NOTIFICATION_BITMAP_CREATE', { 1: id, 2: 1 });
      const drop = (id: number) => owner.call('FFA_NOTIFICATION_BITMAP_DESTROY', { 1: id });
      const sp = party('sp1');
      yield* accepted('sp1 starts', sp.start());
      const bind = () => borrower.call('FFA_NOTIFICATION_BIND', registers(sp, borrower, 1n));
      yield* refused('for a secure partition', 'INVALID_PARAMETERS', make(sp.id), 'notification/unknown-vm');
      yield* refused('taken away before it is made', 'DENIED', drop(borrower.id), 'notification/absent');
      yield* refused('bound without one', 'NOT_SUPPORTED', bind(), 'notification/disabled');
      yield* refused(
        'sent to one without',
        'DENIED',
        sp.call('FFA_NOTIFICATION_SET', registers(sp, borrower, 1n)),
        'notification/silent',
      );
      yield* accepted('it is made', make(borrower.id));
      yield* refused('made twice', 'DENIED', make(borrower.id), 'notification/exists');
      yield* refused(
        'made by a VM',
        'NOT_SUPPORTED',
        borrower.call('FFA_NOTIFICATION_BITMAP_CREATE', { 1: 2, 2: 1 }),
        'call/not-for-caller',
      );
      yield* accepted('the VM binds one', bind());
      yield* accepted('it is sent', sp.call('FFA_NOTIFICATION_SET', registers(sp, borrower, 1n)));
      yield* refused(
        'taken away while it is pending',
        'DENIED',
        drop(borrower.id),
        'notification/pending-at-end',
      );
      yield* accepted('the VM takes it', borrower.attempt(takeNotifications(borrower.driver)));
      yield* accepted('the bitmap is taken away', drop(borrower.id));
    },
  },
  {
    id: 'notifications/who-has-some',
    title: 'the scheduler hears once of everybody who has something pending',
    rows: [ROW, 'ffa-hafnium 6.9 …partition info'],
    runs: ['hypervisor-sp1'],
    needs: [offered('owner', 'FFA_NOTIFICATION_INFO_GET')],
    *body({ owner, borrower, third }) {
      const ask = () => owner.call('FFA_NOTIFICATION_INFO_GET', {}, 64);
      yield* refused('while nothing is pending', 'NO_DATA', ask(), 'notification/nothing-pending');
      yield* accepted(
        'the borrower binds one',
        borrower.call('FFA_NOTIFICATION_BIND', registers(third, borrower, 1n)),
      );
      yield* accepted(
        'the third sends it',
        third.call('FFA_NOTIFICATION_SET', registers(third, borrower, 1n)),
      );
      const answer = yield* accepted('the scheduler asks', ask());
      yield* equal('the answer has 64 bits', w(answer, 0), functionId('FFA_SUCCESS', 64));
      yield* equal('one list, of one id', w(answer, 2), 1 << 7);
      yield* equal('the id is that of the borrower', x(answer, 3) & 0xffffn, borrower.id);
      yield* refused('asked again', 'NO_DATA', ask(), 'notification/nothing-pending');
      yield* refused(
        'asked by a partition',
        'NOT_SUPPORTED',
        borrower.call('FFA_NOTIFICATION_INFO_GET', {}, 64),
        'call/not-for-caller',
      );
    },
  },
  {
    id: 'notifications/first-version',
    title: 'FF-A 1.0 has no notifications',
    rows: [ROW],
    runs: ['sp1-sp2'],
    needs: THERE,
    versions: { borrower: VERSION_1_0 },
    *body({ owner, borrower }) {
      const bind = borrower.call('FFA_NOTIFICATION_BIND', registers(owner, borrower, 1n));
      yield* refused('bound in FF-A 1.0', 'NOT_SUPPORTED', bind, 'call/later-version');
    },
  },
  {
    id: 'notifications/receiver-is-gone',
    title: 'a receiver that dies gets nothing any more, and its sender goes on',
    rows: ['requirements QF10'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [...THERE, can('endings')],
    *body({ owner, borrower, third }) {
      for (const each of [borrower, third])
        yield* accepted(
          `the ${each.role} binds one`,
          each.call('FFA_NOTIFICATION_BIND', registers(owner, each, 1n)),
        );
      yield* accepted(
        'the owner sends it',
        owner.call('FFA_NOTIFICATION_SET', registers(owner, borrower, 1n)),
      );
      yield* accepted('the borrower dies', borrower.end());
      yield* refused(
        'the owner sends it again',
        'any status',
        owner.call('FFA_NOTIFICATION_SET', registers(owner, borrower, 1n)),
      );
      yield* accepted(
        'the owner sends one to the third',
        owner.call('FFA_NOTIFICATION_SET', registers(owner, third, 1n)),
      );
      const taken = yield* accepted('the third takes it', third.attempt(takeNotifications(third.driver)));
      yield* equal('it is there', taken.secure | taken.normal, 1n);
    },
  },
];
