import { type Frame, w } from '../../abi/frame.ts';
import { functionId } from '../../abi/functions.ts';
import { PAGE_SIZE } from '../../abi/pages.ts';
import { mapBuffers } from '../../client/discovery.ts';
import type { Buffers } from '../../client/driver.ts';
import type { Attempt } from '../came.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, type Body, refused } from '../checks.ts';
import { offered, owns, sends } from '../needs.ts';
import type { Party } from '../party.ts';
import { givenBack } from './steps.ts';

const ALONE: readonly RunName[] = ['vm1', 'sp1', 'sp4'];

/** FFA_RXTX_MAP with registers as they are. */
function maps(party: Party, tx: number, rx: number, pages: number): Attempt<Frame> {
  return party.call('FFA_RXTX_MAP', { 1: BigInt(tx), 2: BigInt(rx), 3: pages }, 64);
}

/** The driver's way: it remembers its buffers. */
function mapsAsDriver(party: Party, buffers: Buffers = party.endpoint.buffers): Attempt<void> {
  return party.attempt(mapBuffers(party.driver, buffers));
}

function* negotiates(party: Party): Body {
  yield* accepted(`the ${party.role} negotiates its version`, party.negotiate());
}

/** How many pages a buffer may have: what FFA_FEATURES says, 1 where it says nothing. */
function* mostPages(party: Party): Body<number> {
  const features = party.call('FFA_FEATURES', { 1: functionId('FFA_RXTX_MAP', 64) });
  return Math.max(1, w(yield* accepted('FFA_FEATURES tells the size of buffers', features), 2) >>> 16);
}

/** RX/TX buffers: where they may be, who has them, when they go. */
export const MAILBOX_CASES: readonly Case[] = [
  {
    id: 'mailboxes/where-they-may-be',
    title: 'buffers are aligned pages of ordinary memory, apart from each other, and not too many',
    rows: [
      'regressions R10',
      'ffa-hafnium 6.9 no_services ffa_rxtx_map: device memory, unaligned (3), same page, page count 0, max+1, overlap',
      'ffa-hafnium 6.9 …already mapped',
      'requirements QF1',
    ],
    runs: ALONE,
    needs: [owns('owner', 'devicePage'), owns('owner', 'readOnlyPage')],
    unstarted: true,
    *body({ owner }) {
      yield* negotiates(owner);
      const { address: tx } = owner.page(0);
      const { address: rx } = owner.page(64);
      const most = yield* mostPages(owner);
      const device = owner.devicePage.address;
      const INVALID = 'INVALID_PARAMETERS';
      yield* refused('TX in a device', INVALID, maps(owner, device, rx, 1), 'mailbox/not-usable');
      yield* refused('RX in a device', INVALID, maps(owner, tx, device, 1), 'mailbox/not-usable');
      yield* refused(
        'TX in read-only memory',
        INVALID,
        maps(owner, owner.readOnlyPage.address, rx, 1),
        'mailbox/not-usable',
      );
      yield* refused('TX in no memory', INVALID, maps(owner, PAGE_SIZE, rx, 1), 'mailbox/not-owned');
      yield* refused('TX not aligned', INVALID, maps(owner, tx + 1, rx, 1), 'mailbox/unaligned');
      yield* refused('RX not aligned', INVALID, maps(owner, tx, rx + 1, 1), 'mailbox/unaligned');
      yield* refused('neither aligned', INVALID, maps(owner, tx + 1, rx + 1, 1), 'mailbox/unaligned');
      yield* refused('one page for both', INVALID, maps(owner, tx, tx, 1), 'mailbox/overlap');
      if (most > 1)
        yield* refused(
          'buffers that overlap',
          INVALID,
          maps(owner, tx, tx + PAGE_SIZE, 2),
          'mailbox/overlap',
        );
      yield* refused('no pages', INVALID, maps(owner, tx, rx, 0), 'mailbox/page-count-zero');
      yield* refused('too many pages', INVALID, maps(owner, tx, rx, most + 1), 'mailbox/page-count-max');
      yield* accepted('buffers as they have to be', maps(owner, tx, rx, 1));
      yield* refused(
        'buffers for the second time',
        'DENIED',
        maps(owner, tx, rx, 1),
        'mailbox/already-mapped',
      );
    },
  },
  {
    id: 'mailboxes/unmapped',
    title: 'buffers are unmapped once, by their endpoint, and may come back with another size',
    rows: ['ffa-hafnium 6.9 ffa_rxtx_unmap: twice, none, nonzero id'],
    runs: ALONE,
    unstarted: true,
    *body({ owner, borrower }) {
      yield* negotiates(owner);
      const unmap = (id = 0) => owner.call('FFA_RXTX_UNMAP', { 1: id * 0x1_0000 });
      const { address: tx } = owner.page(0);
      const { address: rx } = owner.page(64);
      const most = yield* mostPages(owner);
      yield* refused('before they are mapped', 'INVALID_PARAMETERS', unmap(), 'mailbox/not-mapped');
      yield* accepted('they are mapped', maps(owner, tx, rx, 1));
      yield* refused('those of another', 'INVALID_PARAMETERS', unmap(borrower.id), 'mailbox/endpoint-field');
      yield* accepted('they are unmapped', unmap());
      yield* refused('twice', 'INVALID_PARAMETERS', unmap(), 'mailbox/not-mapped');
      yield* accepted('they are mapped again, larger', maps(owner, tx, rx, most));
      yield* accepted('they are unmapped again', unmap());
    },
  },
  {
    id: 'mailboxes/memory-of-others',
    title: 'memory that is sent or borrowed is no place for buffers',
    rows: ['requirements QF1'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [sends('FFA_MEM_LEND'), offered('owner', 'FFA_MEM_SHARE')],
    *body({ owner, borrower }) {
      const memory = [owner.page(0), owner.page(2)];
      const remap = (party: Party, tx: number, rx: number) => maps(party, tx, rx, 1);
      for (const name of ['FFA_MEM_LEND', 'FFA_MEM_SHARE'] as const) {
        const loan = yield* accepted(`two pages are sent: ${name}`, owner.send(name, memory, [borrower]));
        const response = yield* accepted(`they are retrieved: ${name}`, borrower.retrieve(loan));
        for (const [party, pages] of [
          [owner, memory],
          [borrower, response.composite?.constituents ?? []],
        ] as const) {
          const [tx, rx] = pages.map(({ address }) => address);
          yield* accepted(`the ${party.role} unmaps its buffers: ${name}`, party.call('FFA_RXTX_UNMAP'));
          yield* refused(
            `the ${party.role} puts its buffers there: ${name}`,
            'INVALID_PARAMETERS',
            remap(party, tx ?? 0, rx ?? 0),
            'mailbox/not-owned',
          );
          yield* accepted(`the ${party.role} maps its buffers again: ${name}`, mapsAsDriver(party));
        }
        yield* accepted(`the borrower relinquishes them: ${name}`, borrower.relinquish(loan));
        yield* accepted(`the owner reclaims them: ${name}`, owner.reclaim(loan));
      }
    },
  },
  {
    id: 'mailboxes/not-sent',
    title: 'a page of a mapped buffer is not sent, and is again when the buffer is gone',
    rows: ['requirements QF2'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [sends('FFA_MEM_LEND'), offered('owner', 'FFA_MEM_SHARE')],
    *body({ owner, borrower }) {
      const { tx, rx } = owner.endpoint.buffers;
      for (const name of ['FFA_MEM_LEND', 'FFA_MEM_SHARE'] as const)
        for (const [which, address] of [
          ['TX', tx],
          ['RX', rx],
        ] as const)
          yield* refused(
            `${which} with ${name}`,
            'DENIED',
            owner.send(name, { address, pages: 1 }, [borrower]),
            'send/held',
          );
      yield* accepted('the owner unmaps its buffers', owner.call('FFA_RXTX_UNMAP'));
      const other = { tx: owner.page(0).address, rx: owner.page(1).address, pages: 1 };
      yield* accepted('the owner maps others', mapsAsDriver(owner, other));
      const loan = yield* accepted(
        'the owner lends what was its RX',
        owner.lend({ address: rx, pages: 1 }, [borrower]),
      );
      yield* givenBack(loan, owner);
    },
  },
  {
    id: 'mailboxes/none',
    title: 'a call that lacks a buffer is refused, and works as soon as there is one',
    rows: ['requirements QF4'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [sends('FFA_MEM_SHARE')],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      yield* accepted('the borrower unmaps its buffers', borrower.call('FFA_RXTX_UNMAP'));
      const request = { 1: 0x50, 2: 0x50 };
      const relinquish = borrower.call('FFA_MEM_RELINQUISH');
      yield* refused(
        'a retrieve without TX',
        'INVALID_PARAMETERS',
        borrower.call('FFA_MEM_RETRIEVE_REQ', request),
        'retrieve/no-tx',
      );
      yield* refused('a relinquish without TX', 'INVALID_PARAMETERS', relinquish, 'relinquish/no-tx');
      yield* refused('a list without RX', 'BUSY', borrower.call('FFA_PARTITION_INFO_GET'), 'info/no-rx');
      yield* refused(
        'a release without RX',
        'DENIED',
        borrower.call('FFA_RX_RELEASE'),
        'mailbox/rx-not-owned',
      );
      yield* accepted('the borrower maps its buffers again', mapsAsDriver(borrower));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
      yield* accepted('the owner unmaps its buffers', owner.call('FFA_RXTX_UNMAP'));
      yield* refused(
        'a share without TX',
        'INVALID_PARAMETERS',
        owner.call('FFA_MEM_SHARE', { 1: 0x70, 2: 0x70 }),
        'send/no-tx',
      );
    },
  },
  {
    id: 'mailboxes/full',
    title: 'a refused call leaves RX with whoever had it',
    rows: ['regressions E21', 'requirements QD2'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [sends('FFA_MEM_SHARE')],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      const list = () => borrower.call('FFA_PARTITION_INFO_GET');
      const release = () => borrower.call('FFA_RX_RELEASE');
      yield* refused('RX is given back while it is empty', 'DENIED', release(), 'mailbox/rx-not-owned');
      yield* refused(
        'a late refusal of a retrieve',
        'INVALID_PARAMETERS',
        borrower.retrieve(loan, { tag: 1n }),
        'retrieve/tag',
      );
      yield* refused('RX is still empty', 'DENIED', release(), 'mailbox/rx-not-owned');
      yield* accepted('the list of partitions fills RX', list());
      yield* refused('the list for the second time', 'BUSY', list(), 'info/no-rx');
      yield* refused('a retrieve while RX is full', 'BUSY', borrower.retrieve(loan), 'retrieve/rx-busy');
      yield* accepted('RX is given back', release());
      yield* refused('RX is given back twice', 'DENIED', release(), 'mailbox/rx-not-owned');
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'mailboxes/acquired',
    title: 'the hypervisor has the RX of a VM to itself until it gives it back',
    rows: ['requirements QF4'],
    runs: ['hypervisor-vm1'],
    needs: [offered('owner', 'FFA_RX_ACQUIRE')],
    *body({ owner: hypervisor, borrower: vm, party }) {
      const acquire = (id: number) => hypervisor.call('FFA_RX_ACQUIRE', { 1: id });
      yield* refused(
        'of a VM without buffers',
        'INVALID_PARAMETERS',
        acquire(party('vm2').id),
        'indirect/acquire-unknown',
      );
      yield* refused('of nobody', 'INVALID_PARAMETERS', acquire(0x7ffe), 'indirect/acquire-unknown');
      yield* refused(
        'by a VM',
        'NOT_SUPPORTED',
        vm.call('FFA_RX_ACQUIRE', { 1: vm.id }),
        'call/not-for-caller',
      );
      yield* accepted('the hypervisor acquires it', acquire(vm.id));
      yield* refused('twice', 'DENIED', acquire(vm.id), 'indirect/acquire-busy');
      yield* refused('the VM fills it', 'BUSY', vm.call('FFA_PARTITION_INFO_GET'), 'info/no-rx');
      yield* refused('the VM gives it back', 'DENIED', vm.call('FFA_RX_RELEASE'), 'mailbox/rx-not-owned');
      yield* accepted('the hypervisor gives it back', hypervisor.call('FFA_RX_RELEASE', { 1: vm.id }));
      yield* accepted('the VM fills it again', vm.call('FFA_PARTITION_INFO_GET'));
      yield* refused('while it is full', 'DENIED', acquire(vm.id), 'indirect/acquire-busy');
    },
  },
];
