import type { Mutant } from '../mutant.ts';
import { skipped } from './define.ts';

const SEND = 'mediator/send.ts';
const MAILBOX = 'mediator/mailbox.ts';
const TEARDOWN = 'mediator/teardown.ts';
const CREATION = 'mediator/creation.ts';

/** Steps with which a mediator undoes calls, here and at the manager behind, and ends guests. */
export const UNDO_MEDIATOR: readonly Mutant[] = [
  skipped('forward/behind', {
    what: 'a send that goes wrong stays at the manager behind',
    file: SEND,
    find: 'if (f.known[transaction] === 1)\n    m.ask(FFA_MEM_RECLAIM, f.handleLow[transaction], f.handleHigh[transaction], 0);',
  }),
  skipped('forward/here', {
    what: 'a send that goes wrong stays here',
    file: SEND,
    after: '!passArrived(m, frame, transaction)) ',
    find: 'abandon(m, transaction)',
    replace: 'undefined',
  }),
  skipped('forward/covered', {
    what: 'pages of a send that goes wrong are given back while the manager behind has them',
    file: SEND,
    find: 'm.ledger.isCovered(transaction)',
    replace: 'false',
  }),
  skipped('forward/mixed', {
    what: 'a send to receivers of both worlds that is refused stays',
    file: SEND,
    after: 'rules.mixedWorlds);\n  ',
    find: 'endForwarded(m, transaction);',
  }),
  skipped('forward/record', {
    what: 'what was noted of the manager behind stays for the next of the slot',
    file: SEND,
    find: 'm.forwarded.clear(transaction);',
  }),
  skipped('forward/unfinished', {
    what: 'sends that lack fragments are not given up',
    file: SEND,
    find: 'if (m.transactions.stage[transaction] === STAGE.UNFINISHED) abandon(m, transaction);',
  }),
  skipped('reclaim-behind/unfinished', {
    what: 'an unfinished send that its guest reclaims stays',
    file: 'mediator/reclaim.ts',
    find: 'abandon(m, transaction);',
  }),
  skipped('reclaim-behind/gone', {
    what: 'a donation that went over stays in the mediator',
    file: 'mediator/reclaim.ts',
    find: 'isGone(m, transaction, answer)',
    replace: 'false',
  }),
  skipped('guest-map/refused', {
    what: 'buffers that the manager behind refuses stay mapped',
    file: MAILBOX,
    after: '!announce(m, frame)) {\n    ',
    find: 'unmapBuffers(m, slot);',
  }),
  skipped('guest-unmap/unfinished', {
    what: 'sends that lack fragments outlive the buffers',
    file: MAILBOX,
    find: 'if (own) abandonUnfinished(m, slot);',
  }),
  skipped('guest-unmap/announced', {
    what: 'buffers that the manager behind gave up are still thought to be there',
    file: MAILBOX,
    after: 'verdict.refuse(rules.managerAnswer)) return;\n    ',
    find: 'guests.announced[slot] = 0;',
  }),
  skipped('guest-rx/returned', {
    what: 'RX that was acquired and not filled is not given back',
    file: MAILBOX,
    find: 'if (free && m.endpoints.rx[slot] === RX.EMPTY) returnRx(m, slot);',
  }),
  skipped('guest-end/rx', {
    what: 'RX of a guest that is gone is not released at the manager behind',
    file: MAILBOX,
    find: 'm.ask(FFA_RX_RELEASE, idBehind[slot]);',
  }),
  skipped('guest-end/unmap', {
    what: 'buffers of a guest that is gone are not unmapped at the manager behind',
    file: MAILBOX,
    find: 'm.ask(FFA_RXTX_UNMAP, packHalves(idBehind[slot], 0));',
  }),
  skipped('guest-end/still-there', {
    what: 'buffers are given back while the manager behind has them',
    file: MAILBOX,
    find: 'if (isStillThere(m, slot)) return false;',
  }),
  skipped('guest-end/announced', {
    what: 'the next guest of the slot is thought to have buffers at the manager behind',
    file: MAILBOX,
    after: 'if (isStillThere(m, slot)) return false;\n    ',
    find: 'announced[slot] = 0;',
  }),
  ...(
    [
      ['contexts', 'leaveProcessors(m, slot);', 'contexts that wait'],
      ['unfinished', 'abandonUnfinished(m, slot);', 'sends that lack fragments'],
      ['notifications', 'destroyNotifications(m, slot);', 'notifications'],
      ['borrowed', 'giveBackBorrowed(m, slot);', 'what others lent it'],
      ['sent', 'reclaimAll(m, slot);', 'what it had sent'],
      ['version', 'endpoints.version[slot] = endpoints.spec(slot).version;', 'its version'],
      ['locked', 'endpoints.locked[slot] = 0;', 'its version locked'],
      ['record', 'guests.forget(slot);', 'what was noted of it'],
      ['waits', 'waits.orphan(slot);', 'what waits for it'],
      ['list', 'if (m.isPresent(slot)) m.listTag++;', 'the list of partitions with its old tag'],
    ] as const
  ).map(([id, find, left]) =>
    skipped(`guest-end/${id}`, { what: `a guest that is gone leaves ${left}`, file: TEARDOWN, find }),
  ),
  skipped('guest-end/later', {
    what: 'a guest is forgotten before all have been told',
    file: TEARDOWN,
    find: 'bare && later.length === 0 && m.endpoints.sent[slot] === 0',
    replace: 'bare && m.endpoints.sent[slot] === 0',
  }),
  skipped('guest-end/left', {
    what: 'a guest is forgotten while something of it is left',
    file: TEARDOWN,
    find: 'bare && later.length === 0 && m.endpoints.sent[slot] === 0',
    replace: 'bare && later.length === 0',
  }),
  skipped('guest-refused/life', {
    what: 'a guest without notifications is created all the same',
    file: CREATION,
    find: 'endpoints.life[slot] = LIFE.NULL;\n    return;',
  }),
  skipped('guest-refused/notifications', {
    what: 'a guest that somebody refused keeps its notifications',
    file: CREATION,
    find: 'destroyNotifications(m, slot);',
  }),
];
