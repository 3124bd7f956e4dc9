import type { MachineSpec } from '../../board/machine.ts';
import { PAGE_SIZE } from '../../memory/pages.ts';
import { SPEC } from '../../rules/profile.ts';
import { MEDIATOR } from '../../rules/profiles/mediators.ts';
import type { Example } from './example.ts';
import { MEDIATED, MEDIATED_START } from './mediated-world.ts';
import { inRegister } from './places.ts';
import { call, donate, lie, pages, plain, readWrite, request, respond, run, share, start } from './steps.ts';
import { OS_HEAP } from './world.ts';

/** FFA_INTERRUPT: it fits no call that is answered at once. */
const INTERRUPT = 0x8400_0062;
const machine = MEDIATED;
const WITHOUT_DONATIONS: MachineSpec = {
  ...MEDIATED,
  profile: { ...SPEC, lacks: [{ functions: ['FFA_MEM_DONATE'], source: 'own rule' }] },
};

/** A mediator that sends no fragments, and a guest with more memory, which lies elsewhere than behind what it has already. */
const WHOLE: MachineSpec = {
  ...MEDIATED,
  mediator: {
    profile: {
      ...MEDIATOR,
      deviations: [{ rule: 'mediator/scattered', enforced: true, source: 'own rule' }],
    },
    limits: {},
  },
  partitions: MEDIATED.partitions.map((partition) => {
    const [own] = partition.memory;
    if (partition.name !== 'guest' || own === undefined) return partition;
    const more = { ...own, at: own.at + own.pages * PAGE_SIZE, base: OS_HEAP + 0x20_0000, pages: 512 };
    return { ...partition, memory: [own, more] };
  }),
};
/** As many runs as fill a page of the guest, but one; and one that is two for the manager. */
const SEAM = 64;
const APART = Array.from({ length: 249 }, (_, index) => pages(0, SEAM + 2 + 2 * index)).flat();
const ACROSS = pages(0, SEAM - 1, 2);

/** Examples of the rules of mediators. */
export const MEDIATOR_EXAMPLES: readonly Example[] = [
  {
    rule: 'mediator/off',
    machine,
    setup: [],
    broken: call('bare', 'FFA_VERSION', { 1: 0x1_0002 }),
    kept: [call('guest', 'FFA_VERSION', { 1: 0x1_0002 })],
  },
  {
    rule: 'mediator/no-version',
    machine,
    setup: [],
    broken: call('guest', 'FFA_ID_GET'),
    kept: [call('guest', 'FFA_VERSION', { 1: 0x1_0001 }), call('guest', 'FFA_ID_GET')],
  },
  {
    rule: 'mediator/manager-answer',
    machine,
    setup: [start('guest', { buffers: 'none' }), lie({ 0: INTERRUPT })],
    broken: call('guest', 'FFA_RXTX_MAP', { 1: 0, 2: 0x1000, 3: 1 }),
    kept: [call('guest', 'FFA_ID_GET')],
  },
  {
    rule: 'mediator/not-behind',
    machine: WITHOUT_DONATIONS,
    setup: MEDIATED_START,
    broken: donate('guest', 'vault', pages(0, 4), { note: 'the manager knows no donations' }),
    kept: [donate('guest', 'second', pages(0, 4))],
  },
  {
    rule: 'mediator/not-secure',
    machine,
    setup: MEDIATED_START,
    broken: call('guest', 'FFA_MSG_SEND_DIRECT_REQ', { 1: 0x1_0002 }, inRegister(1)),
    kept: [request('guest', 'vault'), respond('vault')],
  },
  {
    rule: 'mediator/run-of-another',
    machine,
    setup: [...MEDIATED_START, request('guest', 'vault'), plain('vault', 'yield')],
    broken: run('second', 'vault', { note: 'vault serves guest', ...inRegister(1) }),
    after: [run('guest', 'vault'), respond('vault')],
    kept: [run('guest', 'vault'), respond('vault')],
  },
  {
    rule: 'mediator/mixed-worlds',
    machine,
    setup: MEDIATED_START,
    broken: share('guest', [readWrite('vault'), readWrite('second')], pages(0, 4)),
    kept: [share('guest', 'vault', pages(0, 4)), share('guest', 'second', pages(0, 5))],
  },
  {
    rule: 'mediator/scattered',
    machine: WHOLE,
    setup: MEDIATED_START,
    broken: share('guest', 'vault', [...APART, ...ACROSS]),
    kept: [share('guest', 'vault', [...APART, ...pages(0, SEAM - 1)])],
  },
  {
    rule: 'mediator/unmap-owned',
    machine,
    setup: [...MEDIATED_START, call('guest', 'FFA_PARTITION_INFO_GET')],
    broken: plain('guest', 'unmap', { note: 'the list in RX is not released' }),
    kept: [plain('guest', 'release'), plain('guest', 'unmap')],
  },
  {
    rule: 'mediator/no-rx',
    machine,
    setup: [start('guest', { buffers: 'none' })],
    broken: call('guest', 'FFA_PARTITION_INFO_GET'),
    kept: [call('guest', 'FFA_PARTITION_INFO_GET', { 5: 1 }, { note: 'a count needs no buffer' })],
  },
  {
    rule: 'mediator/rx-busy',
    machine,
    setup: [...MEDIATED_START, call('guest', 'FFA_PARTITION_INFO_GET')],
    broken: call('guest', 'FFA_PARTITION_INFO_GET'),
    kept: [plain('guest', 'release'), call('guest', 'FFA_PARTITION_INFO_GET')],
  },
];
