import type { Mutant } from '../mutant.ts';
import { skipped } from './define.ts';

const PROCESSOR = 'spmc/processor.ts';
const LIFECYCLE = 'spmc/lifecycle.ts';
const WAITS = 'mediator/waits.ts';
const NOTIFICATIONS = 'mediator/notifications.ts';

/** Steps with which a context stops, a request ends, and a partition begins anew. */
export const UNDO_PROCESSORS: readonly Mutant[] = [
  skipped('give-back/caller', {
    what: 'whoever was given the processor back is thought to wait for the context still',
    file: PROCESSOR,
    after: 'c.state[context] = state;\n  ',
    find: 'c.caller[context] = 0;',
  }),
  skipped('give-back/aborted', {
    what: 'the processor goes to a context that has aborted',
    file: PROCESSOR,
    find: 'if (c.state[back] === CONTEXT.ABORTED) return skipAborted(m, back, frame);',
  }),
  skipped('leave/model', {
    what: 'a context that waits is still in the middle of a request',
    file: PROCESSOR,
    find: 'm.contexts.model[m.context] = MODEL.NONE;',
  }),
  skipped('abort/model', {
    what: 'a context that aborts is still in the middle of a request',
    file: PROCESSOR,
    find: 'm.contexts.model[context] = MODEL.NONE;',
  }),
  skipped('abort/caller', {
    what: 'whoever heard that a context aborted is thought to wait for it still',
    file: PROCESSOR,
    find: 'c.caller[back] = 0;',
  }),
  skipped('abort/restart', {
    what: 'a partition that is to begin anew does not',
    file: PROCESSOR,
    find: 'leaveBehind(m, back);',
  }),
  ...(
    [
      ['version', 'endpoints.version[slot] = spec.version;', 'its version'],
      ['locked', 'endpoints.locked[slot] = 0;', 'its version locked'],
      ['wants-ns', 'endpoints.wantsNs[slot] = 0;', 'what it asked to be told of the NS bit'],
      [
        'notifications',
        'if ((spec.properties & PROPERTY_NOTIFICATIONS) !== 0) notifications.create(slot, spec.contexts);',
        'no notifications',
      ],
      ['context', 'contexts.forget(context);', 'what its context was at'],
    ] as const
  ).map(([id, find, left]) =>
    skipped(`restart/${id}`, { what: `a partition that begins anew has ${left}`, file: LIFECYCLE, find }),
  ),
  ...(
    [
      ['endpoints', 'endpoints.life[slot] = LIFE.STOPPED;', 'alive'],
      ['contexts', 'contexts.state[context] = CONTEXT.ABORTED;', 'running'],
      ['models', 'contexts.model[context] = MODEL.NONE;', 'in the middle of requests'],
      ['callers', 'contexts.caller[context] = 0;', 'waiting for each other'],
    ] as const
  ).map(([id, find, left]) =>
    skipped(`everybody/${id}`, {
      what: `when the manager aborts, others stay ${left}`,
      file: LIFECYCLE,
      find,
    }),
  ),
  ...(
    [
      ['message', 'c.message[context] = MESSAGE.NONE;', 'of a kind'],
      ['framework', 'c.framework[context] = 0;', 'from the framework'],
    ] as const
  ).map(([id, find, left]) =>
    skipped(`response/${id}`, {
      what: `a request that was answered is still noted as one ${left}`,
      file: 'spmc/direct-messages.ts',
      find,
    }),
  ),
  skipped('guest-wait/open', {
    what: 'a guest that heard its answer is thought to wait still',
    file: WAITS,
    after: 'end(context: number): void {\n    ',
    find: 'this.open[context] = 0;',
  }),
  skipped('guest-wait/abandoned', {
    what: 'a context of the next guest hears no answer',
    file: WAITS,
    find: 'this.abandoned[context] = 0;',
  }),
  skipped('guest-wait/suspended', {
    what: 'a partition that has answered is thought to have stopped in a request',
    file: 'mediator/direct.ts',
    find: 'if (ran) waits.suspend(partition, waits.vcpu[context], undefined);',
  }),
  ...(
    [
      ['here', 'm.notifications.clear(slot);', 'here'],
      ['pending', 'm.ask(GET, id, KEPT_BEHIND);', 'at the manager behind, where some are pending'],
      ['behind', 'm.ask(BITMAP_DESTROY, id);', 'at the manager behind'],
    ] as const
  ).map(([id, find, left]) =>
    skipped(`guest-notifications/${id}`, {
      what: `notifications of a guest that is gone stay ${left}`,
      file: NOTIFICATIONS,
      find,
    }),
  ),
  skipped('guest-notifications/awaited', {
    what: 'the next guest is told of notifications of the one before',
    file: NOTIFICATIONS,
    after: 'm.notifications.clear(slot);\n  ',
    find: 'm.guests.awaited[slot] = 0;',
  }),
  skipped('guest-notifications/told', {
    what: 'a guest is told of the same notifications again',
    file: NOTIFICATIONS,
    after: 'n.told[slot] = 1;\n  ',
    find: 'guests.awaited[slot] = 0;',
  }),
  skipped('guest-interrupt/raised', {
    what: 'guests are interrupted for ever',
    file: 'mediator/interrupts.ts',
    find: 'm.scheduleReceiver = SCHEDULE.NOTHING;',
  }),
];
