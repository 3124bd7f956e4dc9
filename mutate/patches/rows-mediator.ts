import type { Mutant } from '../mutant.ts';
import { against } from './define.ts';

const SEND = 'mediator/send.ts';

/** Rows as defects of a mediator’s code. */
export const ROWS_OF_MEDIATOR: readonly Mutant[] = [
  against('QG5 A19', {
    what: 'it does not matter how far the manager behind says that a send has come',
    file: SEND,
    find: 'w(reply, 3) === f.bytes[transaction]',
    replace: 'true',
  }),
  against('QG5/complete', {
    what: 'whatever the manager behind answers to the last fragment is success',
    file: SEND,
    find: 'w(reply, 0) === FFA_SUCCESS_32',
    replace: 'true',
  }),
  against('QG5/handle', {
    what: 'the manager behind may change the handle on the way',
    file: SEND,
    find: 'low === f.handleLow[transaction] && high === f.handleHigh[transaction]',
    replace: 'true',
  }),
  against('QG5/duplicate', {
    what: 'the manager behind may give out a handle twice',
    file: SEND,
    find: '(high & BY_HYPERVISOR) !== 0 || f.find(low, high) !== 0',
    replace: 'false',
  }),
  against('QG5/reclaim', {
    what: 'memory is given back while the manager behind has it',
    file: 'mediator/reclaim.ts',
    find: 'if (m.ledger.isCovered(transaction)) return false;',
  }),
  against('QG6 E18', {
    what: 'pages of earlier fragments stay held when a later one is refused',
    file: SEND,
    after: '!passArrived(m, frame, transaction)) ',
    find: 'abandon(m, transaction)',
    replace: 'undefined',
  }),
  against('QE3 QE4', {
    what: 'a send that goes wrong here stays at the manager behind',
    file: SEND,
    find: 'if (f.known[transaction] === 1)\n    m.ask(FFA_MEM_RECLAIM, f.handleLow[transaction], f.handleHigh[transaction], 0);',
  }),
  against('QG8 E9', {
    what: 'a guest is forgotten while something of it is left',
    file: 'mediator/teardown.ts',
    find: 'bare && later.length === 0 && m.endpoints.sent[slot] === 0',
    replace: 'bare && later.length === 0',
  }),
  against('QG9', {
    what: 'all are told of the end of a guest that one refused',
    file: 'mediator/creation.ts',
    find: "m.toTell('destroyed', slot).filter((partition) => told.includes(partition))",
    replace: "m.toTell('destroyed', slot)",
  }),
  against('QG9/known', {
    what: 'nobody is told of the end of a guest that one refused',
    file: 'mediator/creation.ts',
    find: "m.toTell('destroyed', slot).filter((partition) => told.includes(partition))",
    replace: '[]',
  }),
  against('QG11', {
    what: 'flags and tag of a guest’s send stay behind',
    file: SEND,
    find: 'm.traits.dropsFlagsAndTag === undefined',
    replace: 'false',
  }),
  against('QG14', {
    what: 'a donation that went over stays in the mediator',
    file: 'mediator/reclaim.ts',
    find: 'isGone(m, transaction, answer)',
    replace: 'false',
  }),
  against('E20', {
    what: 'buffers go while RX is the guest’s',
    file: 'mediator/mailbox.ts',
    find: 'own && endpoints.rx[slot] === RX.FULL && verdict.refuse(rules.unmapOwned)',
    replace: 'false',
  }),
  against('E21', {
    what: 'RX that was filled is given back at once',
    file: 'mediator/mailbox.ts',
    find: 'if (free && m.endpoints.rx[slot] === RX.EMPTY) returnRx(m, slot);',
    replace: 'if (free) returnRx(m, slot);',
  }),
  against('QE6 QB2', {
    what: 'sends that lack fragments outlive their guest',
    file: 'mediator/teardown.ts',
    find: 'abandonUnfinished(m, slot);',
  }),
  against('QE8', {
    what: 'a teardown that is tried again tells nobody who has yet to hear of it',
    file: 'mediator/teardown.ts',
    after: 'm.dying.set(slot, { untold: ',
    find: 'later',
    replace: '[]',
  }),
  against('QE9', {
    what: 'a teardown is never given up',
    file: 'mediator/teardown.ts',
    find: 'tries + 1',
    replace: 'tries',
  }),
];
