import { packHalves } from '../../abi/words.ts';
import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { bind, bitmap, call, notifications, notify, request, respond } from './steps.ts';
import { STARTED } from './world.ts';

const OS_ID = 0x0000;
const VAULT_ID = 0x8001;
const NOTARY_ID = 0x8002;
const NOBODY = 0x8009;

const BIT_0 = 0x1n;
const BIT_1 = 0x2n;
const DELAY = 0x2;

/** Vault listens to the OS: of all secure partitions it alone has notifications. */
const LISTENING = [...STARTED, bind('vault', 'bind', 'os', BIT_0)];
/** And the OS has told it something. */
const TOLD = [...LISTENING, notify('os', 'vault', BIT_0)];

/** Examples of the rules about notifications. */
export const NOTIFICATION_EXAMPLES: readonly Example[] = [
  {
    rule: 'notification/unknown-vm',
    setup: STARTED,
    broken: bitmap('bitmap', 'vault', { note: 'vault is a secure partition', ...inRegister(1) }),
    kept: [bitmap('bitmap', 'guest')],
  },
  {
    rule: 'notification/exists',
    setup: [...STARTED, bitmap('bitmap', 'guest')],
    broken: bitmap('bitmap', 'guest'),
    kept: [bitmap('unbitmap', 'guest'), bitmap('bitmap', 'guest')],
  },
  {
    rule: 'notification/absent',
    setup: STARTED,
    broken: bitmap('unbitmap', 'guest'),
    kept: [bitmap('bitmap', 'guest'), bitmap('unbitmap', 'guest')],
  },
  {
    rule: 'notification/pending-at-end',
    setup: [
      ...STARTED,
      bitmap('bitmap', 'guest'),
      bind('guest', 'bind', 'vault', BIT_0),
      notify('vault', 'guest', BIT_0),
    ],
    broken: bitmap('unbitmap', 'guest', { note: 'guest has not looked yet' }),
    kept: [notifications('guest', { secure: BIT_0 }), bitmap('unbitmap', 'guest')],
  },
  {
    rule: 'notification/per-vcpu',
    setup: STARTED,
    broken: bind('vault', 'bind', 'os', BIT_0, { registers: { 2: 1 }, ...inRegister(2) }),
    kept: [bind('vault', 'bind', 'os', BIT_0)],
  },
  {
    rule: 'notification/flags',
    setup: STARTED,
    broken: bind('vault', 'bind', 'os', BIT_0, { registers: { 2: 4 }, ...inRegister(2) }),
    kept: [bind('vault', 'bind', 'os', BIT_0)],
  },
  {
    rule: 'notification/receiver',
    setup: STARTED,
    broken: bind('vault', 'bind', 'os', BIT_0, {
      registers: { 1: packHalves(OS_ID, NOTARY_ID) },
      note: 'vault says that it is notary',
      ...inRegister(1),
    }),
    kept: [bind('vault', 'bind', 'os', BIT_0)],
  },
  {
    rule: 'notification/sender',
    setup: LISTENING,
    broken: notify('notary', 'vault', BIT_0, {
      registers: { 1: packHalves(OS_ID, VAULT_ID) },
      note: 'notary says that it is the OS',
      ...inRegister(1),
    }),
    kept: [notify('os', 'vault', BIT_0), notifications('vault', { normal: BIT_0 })],
  },
  {
    rule: 'notification/to-self',
    setup: STARTED,
    broken: bind('vault', 'bind', 'vault', BIT_0, inRegister(1)),
    kept: [bind('vault', 'bind', 'notary', BIT_0)],
  },
  {
    rule: 'notification/empty',
    setup: STARTED,
    broken: bind('vault', 'bind', 'os', 0n, inRegister(3)),
    kept: [bind('vault', 'bind', 'os', BIT_0)],
  },
  {
    rule: 'notification/delay',
    setup: LISTENING,
    broken: notify('os', 'vault', BIT_0, { flags: DELAY, ...inRegister(2) }),
    kept: [notify('os', 'vault', BIT_0)],
  },
  {
    rule: 'notification/unknown-receiver',
    setup: LISTENING,
    broken: notify('os', NOBODY, BIT_0, inRegister(1)),
    kept: [notify('os', 'vault', BIT_0)],
  },
  {
    rule: 'notification/disabled',
    setup: STARTED,
    broken: bind('notary', 'bind', 'os', BIT_0, {
      note: "notary's manifest does not ask for notifications",
      ...inRegister(1),
    }),
    kept: [bind('vault', 'bind', 'os', BIT_0)],
  },
  {
    rule: 'notification/unknown-sender',
    setup: STARTED,
    broken: bind('vault', 'bind', NOBODY, BIT_0, inRegister(1)),
    kept: [bind('vault', 'bind', 'os', BIT_0)],
  },
  {
    rule: 'notification/silent',
    setup: STARTED,
    broken: notify('os', 'notary', BIT_0, inRegister(1)),
    kept: [request('os', 'notary', { note: 'notary can be asked, not notified' }), respond('notary')],
  },
  {
    rule: 'notification/bound',
    setup: LISTENING,
    broken: bind('vault', 'bind', 'notary', BIT_0, {
      note: 'that bit is the one of the OS',
      ...inRegister(3),
    }),
    kept: [bind('vault', 'bind', 'notary', BIT_1)],
  },
  {
    rule: 'notification/not-bound',
    setup: LISTENING,
    broken: bind('vault', 'unbind', 'notary', BIT_0, inRegister(3)),
    kept: [bind('vault', 'unbind', 'os', BIT_0)],
  },
  {
    rule: 'notification/stranger',
    setup: LISTENING,
    broken: notify('notary', 'vault', BIT_0, inRegister(3)),
    kept: [notify('os', 'vault', BIT_0)],
  },
  {
    rule: 'notification/pending',
    setup: TOLD,
    broken: bind('vault', 'unbind', 'os', BIT_0, { note: 'vault has not looked yet', ...inRegister(3) }),
    kept: [notifications('vault', { normal: BIT_0 }), bind('vault', 'unbind', 'os', BIT_0)],
  },
  {
    rule: 'notification/vcpu',
    setup: TOLD,
    broken: notifications('vault', {
      registers: { 1: packHalves(1, VAULT_ID) },
      note: 'vault has one execution context: 0',
      ...inRegister(1),
    }),
    kept: [notifications('vault', { normal: BIT_0 })],
  },
  {
    rule: 'notification/nothing-pending',
    setup: LISTENING,
    broken: call('os', 'FFA_NOTIFICATION_INFO_GET'),
    kept: [
      notify('os', 'vault', BIT_0),
      call('os', 'FFA_NOTIFICATION_INFO_GET', {}, { answer: { 2: 1 << 7, 3: VAULT_ID } }),
    ],
  },
];
