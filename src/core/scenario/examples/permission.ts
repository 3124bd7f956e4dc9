import type { Step } from '../scenario.ts';
import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { call, pages, plain, readOnly, share, start } from './steps.ts';
import { NOTARY, NOTARY_HEAP, NOTARY_UART, PAGE_TABLES_AT_REST, ROOMY, VAULT } from './world.ts';

const READ_ONLY = 7;
const READ_EXECUTE = 3;
const WRITE_EXECUTE = 1;
const PAGE = NOTARY + 0x4000;

type Aside = Pick<Step, 'note' | 'expect'>;

function set(address: number, count: number, permissions: number, aside: Aside = {}): Step {
  return call('notary', 'FFA_MEM_PERM_SET', { 1: address, 2: count, 3: permissions }, aside);
}

/** `more` pages after the first. */
function get(address: number, more: number, aside: Aside = {}): Step {
  return call('notary', 'FFA_MEM_PERM_GET', { 1: address, 2: more }, aside);
}

/** Notary, at S-EL0, sets its image up in its first run. */
const SETTING_UP: Pick<Example, 'setup' | 'initialising'> = { setup: [], initialising: ['notary'] };

/** Examples of the rules about FFA_MEM_PERM_GET and FFA_MEM_PERM_SET. */
export const PERMISSION_EXAMPLES: readonly Example[] = [
  {
    rule: 'permission/level',
    initialising: ['vault', 'notary'],
    setup: [],
    broken: call(
      'vault',
      'FFA_MEM_PERM_GET',
      { 1: VAULT, 2: 0 },
      { note: 'vault runs at S-EL1', ...inRegister(0) },
    ),
    kept: [get(PAGE, 0, { note: 'notary runs at S-EL0' })],
  },
  {
    rule: 'permission/after-init',
    initialising: ['notary'],
    setup: [start('vault'), start('notary'), plain('notary', 'wait')],
    broken: set(PAGE, 1, READ_ONLY, { note: 'notary has waited for its first message' }),
    kept: [
      share('notary', [readOnly('vault')], pages(NOTARY, 4), {
        note: 'what others may do with the page notary still decides when it shares it',
      }),
    ],
  },
  {
    ...SETTING_UP,
    rule: 'permission/unaligned',
    broken: set(PAGE + 0x10, 1, READ_ONLY, inRegister(1)),
    kept: [set(PAGE, 1, READ_ONLY)],
  },
  {
    ...SETTING_UP,
    rule: 'permission/count',
    broken: set(PAGE, 0, READ_ONLY, inRegister(2)),
    kept: [set(PAGE, 1, READ_ONLY)],
  },
  {
    ...SETTING_UP,
    rule: 'permission/unmapped',
    broken: get(VAULT, 0, { note: 'a page of vault', ...inRegister(1) }),
    kept: [get(PAGE, 0)],
  },
  {
    ...SETTING_UP,
    rule: 'permission/value',
    broken: set(PAGE, 1, WRITE_EXECUTE, { note: 'read, write and execute', ...inRegister(3) }),
    kept: [set(PAGE, 1, READ_EXECUTE)],
  },
  {
    ...SETTING_UP,
    rule: 'permission/execute-device',
    broken: set(NOTARY_UART, 1, READ_EXECUTE, { note: 'the registers of a UART', ...inRegister(3) }),
    kept: [set(NOTARY_UART, 1, READ_ONLY)],
  },
  {
    rule: 'permission/not-owned',
    initialising: ['notary'],
    setup: [start('notary')],
    broken: set(NOTARY, 1, READ_ONLY, { note: 'the manager reads that page: it is TX', ...inRegister(1) }),
    kept: [set(PAGE, 1, READ_ONLY)],
  },
  {
    ...SETTING_UP,
    rule: 'permission/no-room',
    machine: ROOMY,
    limits: { pageTables: PAGE_TABLES_AT_REST },
    broken: set(NOTARY_HEAP, 1, READ_ONLY, {
      note: 'the page map would have to split 2 MiB that were one entry, and its tables are used up',
      ...inRegister(1),
    }),
    kept: [set(NOTARY_HEAP, 512, READ_ONLY, { note: 'all of the 2 MiB' })],
  },
];
