import { DATA_RO, DATA_RW, INSTRUCTION_NX } from '../../abi/bits.ts';
import { type Frame, high, w } from '../../abi/frame.ts';
import { PAGE_SIZE } from '../../abi/pages.ts';
import type { Reached } from '../../abi/resources.ts';
import { VERSION_1_3 } from '../../abi/versions.ts';
import { read } from '../../client/port.ts';
import { listReached } from '../../client/resources.ts';
import type { SendFunction } from '../../client/send.ts';
import type { Attempt } from '../came.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, type Body, equal, refused } from '../checks.ts';
import { can, fragments, offered, readOnlyGrants, sends, severalReceivers } from '../needs.ts';
import type { Party } from '../party.ts';
import { givenBack } from './steps.ts';

const NAME = 'FFA_NS_RES_INFO_GET';
const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-sp4'];
/** The call belongs to FF-A 1.3. */
const SPOKEN = { versions: { owner: VERSION_1_3 } } as const;
const OFFERED = offered('owner', NAME, VERSION_1_3);

const OF_TARGET = 0x1;
const OTHER_TYPE = 0x4;
const CONTINUE = 0x10;
/** Of the header, and of each description of a run of pages. */
const UNIT = 16;

const READ = 1;
const READ_WRITE = 3;

/** The call with registers as they are. */
function asks(owner: Party, request: number, target = 0): Attempt<Frame> {
  return owner.call(NAME, { 1: target, 2: request }, 64);
}

/** The whole list, about everybody or about one partition. */
function* listed(what: string, owner: Party, target?: Party): Body<readonly string[]> {
  const list = yield* accepted(what, owner.attempt(listReached(owner.driver, target?.id)));
  return list.map(lineOf);
}

/** Where a page is, physically, is not for an endpoint to know: a line says everything else. */
function lineOf({ endpoint, pages, unprivileged, privileged, direct }: Reached): string {
  return `0x${endpoint.toString(16)} ${direct ? 'directly' : 'indirectly'} ${pages}: ${privileged}/${unprivileged}`;
}

/** What a receiver of one page has to be said to reach. Code at S-EL0 has no privileges. */
function pageOf({ id, endpoint }: Party, rights: number): string {
  return `0x${id.toString(16)} directly 1: ${endpoint.kind === 'S-EL0' ? 0 : rights}/${rights}`;
}

/** The list is the one from before and these lines more. */
function* grownBy(
  what: string,
  owner: Party,
  before: readonly string[],
  lines: readonly string[],
  target?: Party,
): Body {
  const after = yield* listed(what, owner, target);
  yield* equal(`${what}: is longer by that`, after.toSorted(), [...before, ...lines].toSorted());
}

function ofSend(name: SendFunction, id: string, ...rows: readonly string[]): Case {
  return {
    id,
    title: `memory sent with ${name} is reached as its owner grants it, from the send to the reclaim`,
    rows,
    runs: RUNS,
    ...SPOKEN,
    needs: [OFFERED, sends(name), readOnlyGrants],
    *body({ owner, borrower }) {
      const before = yield* listed('what is reached before', owner);
      const written = yield* accepted('a page for writing', owner.send(name, owner.page(0), [borrower]));
      const terms = { permissions: DATA_RO };
      const told = yield* accepted('one for reading', owner.send(name, owner.page(2), [borrower], terms));
      const lines = [pageOf(borrower, READ_WRITE), pageOf(borrower, READ)];
      yield* grownBy('when both are sent', owner, before, lines);
      const permissions = name === 'FFA_MEM_SHARE' ? DATA_RO : DATA_RO | INSTRUCTION_NX;
      const asked = borrower.retrieve(written, { permissions });
      yield* accepted('the first is retrieved for reading', asked);
      yield* grownBy('when it is retrieved', owner, before, lines);
      yield* givenBack(written, owner, borrower);
      yield* grownBy('when it is reclaimed', owner, before, lines.slice(1));
      yield* accepted('the other is reclaimed', owner.reclaim(told));
      yield* grownBy('when both are', owner, before, []);
    },
  };
}

/** What the normal world is told of its memory that the secure world can reach. */
export const REACHED_CASES: readonly Case[] = [
  {
    id: 'reached/header',
    title: 'the list begins with a header that counts it, and the registers say how long it is',
    rows: [
      'ffa-hafnium 6.10 get_all_sp_info',
      'ffa-hafnium 6.10 get_service1_info',
      'ffa-hafnium 6.10 get_all_sp_info_sel0',
    ],
    runs: RUNS,
    ...SPOKEN,
    needs: [OFFERED, sends('FFA_MEM_SHARE')],
    *body({ owner, borrower }) {
      yield* accepted('a page is shared', owner.share(owner.page(0), [borrower]));
      for (const [whose, request] of [
        ['all', 0],
        ['its receiver', OF_TARGET],
      ] as const) {
        const answer = yield* accepted(
          `asked about ${whose}`,
          asks(owner, request, request === 0 ? 0 : borrower.id),
        );
        const head = yield* accepted(
          `the header for ${whose}`,
          owner.attempt(read(owner.endpoint.buffers.rx, UNIT)),
        );
        const [size, count, first, reserved] = new Uint32Array(Uint8Array.from(head).buffer);
        yield* equal(`${whose}: nothing is left to tell`, w(answer, 2), 0);
        yield* equal(`${whose}: sizes and offsets`, [size, first, reserved], [UNIT, UNIT, 0]);
        yield* equal(`${whose}: what is counted is there`, high(answer, 2), UNIT + UNIT * (count ?? 0));
        yield* accepted(`${whose}: RX is given back`, owner.call('FFA_RX_RELEASE'));
      }
    },
  },
  {
    id: 'reached/buffers',
    title: 'the buffers of a VM are reached by the manager: RX for writing, TX for reading',
    rows: ['ffa-hafnium 6.10 get_all_sp_info'],
    runs: ['vm1'],
    ...SPOKEN,
    needs: [OFFERED],
    *body({ owner, party }) {
      const before = yield* listed('what is reached before', owner);
      yield* accepted('another VM maps its buffers', party('vm2').start());
      const { pages } = party('vm2').endpoint.buffers;
      const manager = w(yield* accepted("the manager's id", owner.call('FFA_SPM_ID_GET')), 2);
      const lines = [READ_WRITE, READ].map(
        (rights) => `0x${manager.toString(16)} indirectly ${pages}: ${rights}/${rights}`,
      );
      yield* grownBy('when they are mapped', owner, before, lines);
    },
  },
  ofSend(
    'FFA_MEM_SHARE',
    'reached/shared',
    'ffa-hafnium 6.10 get_lent_info, get_shared_info',
    'ffa-hafnium 6.10 get_lent_info_diff_perm(_multi_rec)',
  ),
  ofSend(
    'FFA_MEM_LEND',
    'reached/lent',
    'ffa-hafnium 6.10 get_lent_info, get_shared_info',
    'ffa-hafnium 6.10 get_lent_reclaim',
    'ffa-hafnium 6.10 get_lent_info_multi_perm',
    'ffa-hafnium 6.10 get_lent_info_diff_perm(_multi_rec)',
  ),
  {
    id: 'reached/donated',
    title: 'memory that was donated is reached by its new owner',
    rows: ['ffa-hafnium 6.10 get_donated_info'],
    runs: RUNS,
    ...SPOKEN,
    needs: [OFFERED, sends('FFA_MEM_DONATE')],
    *body({ owner, borrower }) {
      const before = yield* listed('what is reached before', owner);
      const loan = yield* accepted('the owner donates a page', owner.donate(owner.page(0), [borrower]));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* grownBy('when it has changed hands', owner, before, [pageOf(borrower, READ_WRITE)]);
    },
  },
  {
    id: 'reached/several-receivers',
    title:
      'memory lent to two is reached by both, each as it was granted, and asked about alone each has its own',
    rows: [
      'ffa-hafnium 6.10 get_all_lent_info_multi_rec',
      'ffa-hafnium 6.10 get_target_lent_info_multi_rec',
      'ffa-hafnium 6.10 get_lent_info_diff_perm(_multi_rec)',
    ],
    runs: RUNS,
    ...SPOKEN,
    needs: [OFFERED, sends('FFA_MEM_LEND'), severalReceivers, readOnlyGrants],
    *body({ owner, borrower, third }) {
      const ofAll = yield* listed('what all reach before', owner);
      const ofBorrower = yield* listed('what the borrower reaches before', owner, borrower);
      const ofThird = yield* listed('what the third reaches before', owner, third);
      const loan = yield* accepted(
        'the owner lends a page to both',
        owner.lend(owner.page(0), [
          { endpoint: borrower.id, permissions: DATA_RO },
          { endpoint: third.id, permissions: DATA_RW },
        ]),
      );
      const [told, written] = [pageOf(borrower, READ), pageOf(third, READ_WRITE)];
      yield* grownBy('all', owner, ofAll, [told, written]);
      yield* grownBy('the borrower', owner, ofBorrower, [told], borrower);
      yield* grownBy('the third', owner, ofThird, [written], third);
      yield* accepted('the third retrieves it', third.retrieve(loan));
      yield* grownBy('all, when one has retrieved it', owner, ofAll, [told, written]);
    },
  },
  {
    id: 'reached/in-parts',
    title: 'a list that is longer than a page comes in parts, with one header, until nothing is left',
    rows: ['ffa-hafnium 6.10 get_multiple_calls', 'requirements QF9'],
    runs: ['vm1-sp1'],
    ...SPOKEN,
    needs: [OFFERED, sends('FFA_MEM_LEND'), fragments],
    *body({ owner, borrower }) {
      const apart = Array.from({ length: 300 }, (_, index) => owner.page(2 * index));
      const before = yield* listed('what is reached before', owner);
      yield* accepted('the owner lends 300 pages that lie apart', owner.lend(apart, [borrower]));
      const first = yield* accepted('the first part', asks(owner, 0));
      yield* equal('it is a page', high(first, 2), PAGE_SIZE);
      yield* equal('what is left', w(first, 2), UNIT + (before.length + apart.length) * UNIT - PAGE_SIZE);
      yield* accepted('RX is given back', owner.call('FFA_RX_RELEASE'));
      const second = yield* accepted('the second part', asks(owner, CONTINUE));
      yield* equal('it is what was left', [high(second, 2), w(second, 2)], [w(first, 2), 0]);
      yield* accepted('RX is given back again', owner.call('FFA_RX_RELEASE'));
      yield* refused('a third part', 'ABORTED', asks(owner, CONTINUE), 'resources/not-started');
      const lines = apart.map(() => pageOf(borrower, READ_WRITE));
      yield* grownBy('all parts together', owner, before, lines);
    },
  },
  {
    id: 'reached/changed',
    title: 'a list whose contents change while it is read is begun again',
    rows: ['requirements QF9'],
    runs: ['vm1-sp1'],
    ...SPOKEN,
    needs: [OFFERED, sends('FFA_MEM_LEND'), fragments],
    *body({ owner, borrower }) {
      const apart = Array.from({ length: 300 }, (_, index) => owner.page(2 * index));
      const loan = yield* accepted('the owner lends 300 pages that lie apart', owner.lend(apart, [borrower]));
      yield* accepted('the first part', asks(owner, 0));
      yield* accepted('RX is given back', owner.call('FFA_RX_RELEASE'));
      yield* accepted('the owner reclaims them', owner.reclaim(loan));
      yield* refused('the second part', 'ABORTED', asks(owner, CONTINUE), 'resources/changed');
      yield* accepted('the first part again', asks(owner, 0));
    },
  },
  {
    id: 'reached/mistakes',
    title:
      'who asks names a partition or none and the one type there is, has RX free, and starts before it goes on',
    rows: [
      'ffa-hafnium 6.10 invalid_endpoint_id 0xFFFF, invalid_resource_type',
      'ffa-hafnium 6.10 no_data_generated',
      'requirements QA12',
    ],
    runs: ['vm1-sp1'],
    ...SPOKEN,
    needs: [OFFERED],
    *body({ owner, borrower, party }) {
      const INVALID = 'INVALID_PARAMETERS';
      yield* refused('an id that nobody has', INVALID, asks(owner, OF_TARGET, 0xffff), 'resources/target');
      yield* refused('a VM', INVALID, asks(owner, OF_TARGET, party('vm2').id), 'resources/target');
      yield* refused('another type', INVALID, asks(owner, OTHER_TYPE), 'resources/type');
      yield* refused('a bit that is reserved', INVALID, asks(owner, 0x20), 'resources/reserved');
      yield* refused('the second part first', 'ABORTED', asks(owner, CONTINUE), 'resources/not-started');
      yield* accepted('about a partition', asks(owner, OF_TARGET, borrower.id));
      yield* refused('while RX is full', 'RETRY', asks(owner, 0), 'resources/rx-busy');
      yield* accepted('RX is given back', owner.call('FFA_RX_RELEASE'));
      yield* accepted('about all', asks(owner, 0));
    },
  },
  {
    id: 'reached/taken-buffer',
    title: 'a list that cannot be written to RX is refused',
    rows: ['regressions F4'],
    runs: ['vm1'],
    ...SPOKEN,
    needs: [OFFERED, can('withdrawals')],
    *body({ owner }) {
      const page = { address: owner.endpoint.buffers.rx, pages: 1 };
      yield* accepted('another world takes the RX buffer', owner.withdraw(page));
      yield* refused('the list', 'ABORTED', asks(owner, 0), 'resources/rx-inaccessible');
      yield* accepted('it is there again', owner.withdraw(page, false));
      yield* accepted('the list again', asks(owner, 0));
    },
  },
];
