import { ATTRIBUTES_NORMAL, FLAG_ZERO, FLAG_ZERO_AFTER_RELINQUISH, TYPE_DEVICE } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, faults, refused } from '../checks.ts';
import { can, offered, owns, sends, severalReceivers } from '../needs.ts';
import { givenBack, holds, takes } from './steps.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'sp1-sp2'];
const LENDS = sends('FFA_MEM_LEND');
const HAS_DEVICE = owns('owner', 'devicePage');
const AS_DEVICE = { attributes: TYPE_DEVICE };
const AS_NORMAL = { attributes: ATTRIBUTES_NORMAL };

/** Devices, and normal memory that is taken for one. */
export const DEVICE_CASES: readonly Case[] = [
  {
    id: 'devices/lent',
    title: 'a borrower drives a device that its owner lent, and the owner does after it came back',
    rows: [
      'ffa-hafnium 6.5 lend_device_memory_and_lose_access',
      'ffa-hafnium 6.5 lend_device_memory_between_sps_and_reclaim',
      'ffa-hafnium 6.5 lend_device_memory_to_sp_and_reclaim',
      'conformance 5.25',
    ],
    runs: RUNS,
    needs: [LENDS, HAS_DEVICE, can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.devicePage;
      const loan = yield* accepted('the owner lends a device', owner.lend(page, [borrower]));
      const { first } = yield* takes('the borrower retrieves it', borrower, loan, AS_DEVICE);
      yield* accepted('the borrower writes to it', borrower.poke(first.address, 1));
      yield* faults('the owner writes to it', page.address, owner.poke(page.address, 2));
      yield* givenBack(loan, owner, borrower);
      yield* accepted('the owner writes again', owner.poke(page.address, 3));
      yield* faults('the borrower writes again', first.address, borrower.poke(first.address, 4));
    },
  },
  {
    id: 'devices/not-as-normal-memory',
    title: 'a device is not retrieved as normal memory',
    rows: ['regressions D11', 'ffa-hafnium 6.5 lend_device_memory_as_normal_fails'],
    runs: RUNS,
    needs: [LENDS, HAS_DEVICE],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner lends a device', owner.lend(owner.devicePage, [borrower]));
      yield* refused(
        'as normal memory',
        'DENIED',
        borrower.retrieve(loan, AS_NORMAL),
        'retrieve/normal-over-device',
      );
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'devices/only-lent-to-one',
    title: 'a device is neither donated nor shared nor lent to two',
    rows: ['ffa-hafnium 6.5 invalid_device_share_fails', 'conformance 5.25'],
    runs: ['sp1-sp2'],
    needs: [
      LENDS,
      offered('owner', 'FFA_MEM_SHARE'),
      offered('owner', 'FFA_MEM_DONATE'),
      HAS_DEVICE,
      severalReceivers,
    ],
    *body({ owner, borrower, third }) {
      const page = owner.devicePage;
      yield* refused('donated', 'DENIED', owner.donate(page, [borrower]), 'send/device-operation');
      yield* refused('shared', 'DENIED', owner.share(page, [borrower], AS_DEVICE), 'send/device-operation');
      yield* refused(
        'lent to two',
        'DENIED',
        owner.lend(page, [borrower, third], AS_DEVICE),
        'send/device-operation',
      );
    },
  },
  {
    id: 'devices/normal-memory-as-device',
    title: 'normal memory may be retrieved as a device, and keeps what it holds',
    rows: [
      'ffa-hafnium 6.5 lend_normal_memory_as_device_and_lose_access',
      'ffa-hafnium 6.5 mem_lend_relinquish_reclaim_normal_memory_as_device',
    ],
    runs: RUNS,
    needs: [LENDS, can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0x62));
      const loan = yield* accepted('the owner lends it', owner.lend(page, [borrower]));
      const { first } = yield* takes('the borrower retrieves it as a device', borrower, loan, AS_DEVICE);
      yield* holds('the borrower reads what the owner wrote', borrower, first, 0x62);
      yield* accepted('the borrower writes to it', borrower.fill(first, 0x63));
      yield* faults('the owner writes to it', page.address, owner.poke(page.address, 1));
      yield* givenBack(loan, owner, borrower);
      yield* holds('the owner reads what the borrower wrote', owner, page, 0x63);
    },
  },
  {
    id: 'devices/as-device-and-cleared',
    title: 'normal memory that was retrieved as a device can be cleared when it is relinquished',
    rows: ['ffa-hafnium 6.5 mem_lend_zero_memory_after_relinquish_device_memory'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0x62));
      const loan = yield* accepted('the owner lends it', owner.lend(page, [borrower]));
      yield* accepted(
        'the borrower retrieves it as a device',
        borrower.retrieve(loan, { ...AS_DEVICE, flags: FLAG_ZERO_AFTER_RELINQUISH }),
      );
      yield* accepted(
        'the borrower relinquishes it, cleared',
        borrower.relinquish(loan, { flags: FLAG_ZERO }),
      );
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
      yield* holds('the owner reads zeros', owner, page, 0);
    },
  },
  {
    id: 'devices/sent-as-device-to-two',
    title: 'what was lent to two as a device is not retrieved as normal memory',
    rows: ['ffa-hafnium 6.5 lend_normal_as_device_to_multiple'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [LENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted(
        'the owner lends a page as a device',
        owner.lend(owner.page(0), [borrower, third], AS_DEVICE),
      );
      for (const each of [borrower, third])
        yield* refused(
          `the ${each.role} takes it for normal memory`,
          'DENIED',
          each.retrieve(loan, AS_NORMAL),
          'retrieve/normal-over-device',
        );
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
];
