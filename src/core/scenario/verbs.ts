import type { Act, Verb } from './act.ts';
import { read, withdraw, write } from './act-access.ts';
import { DRIVER_VERBS } from './act-as-driver.ts';
import { call } from './act-call.ts';
import { check } from './act-check.ts';
import { partitions, reached, release, start, unmap } from './act-driver.ts';
import { message, receive } from './act-letter.ts';
import { create, lie, tick } from './act-mediator.ts';
import { abort, preempt, request, respond, run, wait, yieldProcessor } from './act-message.ts';
import { bind, bitmap, notifications, notify, unbitmap } from './act-notification.ts';
import { relinquish, retrieve } from './act-retrieve.ts';
import {
  accept,
  anyRequest,
  append,
  changeVm,
  giveBack,
  hear,
  makeParcel,
  notifyVms,
  sendPacket,
} from './act-rm.ts';
import { continueSend, reclaim, send } from './act-send.ts';
import type { Result } from './result.ts';
import type { Step } from './scenario.ts';
import type { Stage } from './stage.ts';

type Perform<V extends Verb> = (stage: Stage, step: Step, act: Extract<Act, { verb: V }>) => Result;

/** How each verb is done. */
const VERBS: { readonly [V in Verb]: Perform<V> } = {
  start,
  unmap,
  release,
  partitions,
  reached,
  abort,
  share: send,
  lend: send,
  donate: send,
  continue: continueSend,
  reclaim,
  retrieve,
  relinquish,
  request,
  respond,
  wait,
  run,
  yield: yieldProcessor,
  preempt,
  message,
  receive,
  bitmap,
  unbitmap,
  bind,
  unbind: bind,
  notify,
  notifications,
  read,
  write,
  call,
  withdraw,
  lie,
  tick,
  create,
  check,
  'rm-share': makeParcel,
  'rm-lend': makeParcel,
  'rm-donate': makeParcel,
  'rm-append': append,
  'rm-accept': accept,
  'rm-release': giveBack,
  'rm-reclaim': giveBack,
  'rm-notify': notifyVms,
  'rm-hear': hear,
  'rm-vm': changeVm,
  'rm-request': anyRequest,
  'rm-packet': sendPacket,
};

/** The same for a partition with a driver. */
const WITH_DRIVER: typeof VERBS = { ...VERBS, ...DRIVER_VERBS };

/** Does what a step says. */
export function perform(stage: Stage, step: Step): Result {
  // The table has an entry for every verb that takes just that verb's act; the type system cannot follow the pairing.
  const table = stage.driverOf(step.by) === undefined ? VERBS : WITH_DRIVER;
  const verb = table[step.act.verb] as (stage: Stage, step: Step, act: Act) => Result;
  return verb(stage, step, step.act);
}
