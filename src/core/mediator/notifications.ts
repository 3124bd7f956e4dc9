import {
  answer,
  errorStatus,
  FFA_SUCCESS_32,
  FFA_SUCCESS_64,
  type Frame,
  isError,
  setW,
  succeed,
  w,
} from '../abi/frame.ts';
import { functionId, widthOfId } from '../abi/functions.ts';
import { LISTS_SHIFT, MORE_NOTIFIED, notifiedIn } from '../abi/notified.ts';
import { isSecureId } from '../abi/operations.ts';
import { STATUS } from '../abi/statuses.ts';
import { lowerHalf, upperHalf } from '../abi/words.ts';
import { mediator as mediatorRules } from '../rules/mediator.ts';
import { notification as rules } from '../rules/notification.ts';
import {
  bind as bindOwn,
  getterIn,
  handPending,
  set as setOwn,
  unbind as unbindOwn,
} from '../spmc/notifications.ts';
import { agreed } from './agreement.ts';
import type { GuestHandler, Mediation } from './mediation.ts';

const BITMAP_CREATE: number = functionId('FFA_NOTIFICATION_BITMAP_CREATE');
const BITMAP_DESTROY: number = functionId('FFA_NOTIFICATION_BITMAP_DESTROY');
const BIND: number = functionId('FFA_NOTIFICATION_BIND');
const UNBIND: number = functionId('FFA_NOTIFICATION_UNBIND');
const SET: number = functionId('FFA_NOTIFICATION_SET');
const INFO_GET: number = functionId('FFA_NOTIFICATION_INFO_GET', 64);
const GET: number = functionId('FFA_NOTIFICATION_GET');

/** Flags of FFA_NOTIFICATION_GET for what the manager behind keeps: from secure partitions, and its own. */
const KEPT_BEHIND = 0x5;

const PER_VCPU = 0x1;

/** Makes notifications for a guest, here and at the manager behind. False when that refuses. */
export function createNotifications(m: Mediation, slot: number): boolean {
  const { contexts } = m.endpoints.spec(slot);
  if (hasThemBehind(m) && isError(m.ask(BITMAP_CREATE, m.guests.idBehind[slot], contexts))) return false;
  m.notifications.create(slot, contexts);
  return true;
}

/** Takes them away, where there are some. What is pending is lost with the guest: the manager behind only lets go of what nobody waits for. */
export function destroyNotifications(m: Mediation, slot: number): void {
  if (m.notifications.enabled[slot] === 0) return;
  m.notifications.clear(slot);
  m.guests.awaited[slot] = 0;
  if (!hasThemBehind(m)) return;
  const id = m.guests.idBehind[slot];
  m.ask(GET, id, KEPT_BEHIND);
  m.ask(BITMAP_DESTROY, id);
}

/** Whether the manager behind keeps what secure partitions tell guests. */
function hasThemBehind({ behind, traits }: Mediation): boolean {
  return traits.servesHost === undefined && behind.offers('FFA_NOTIFICATION_BITMAP_CREATE');
}

/** FFA_NOTIFICATION_BIND, UNBIND: w1 sender and receiver. What secure partitions send is bound at the manager behind. */
export const bind: GuestHandler = (m, frame) => {
  const perVcpu = (w(frame, 2) & PER_VCPU) !== 0;
  if (!(perVcpu && m.verdict.refuseRegister(rules.perVcpu, 2))) forPeer(m, frame, BIND, bindOwn, false);
};
export const unbind: GuestHandler = (m, frame) => forPeer(m, frame, UNBIND, unbindOwn, false);

/** FFA_NOTIFICATION_SET: w1 sender and receiver. */
export const set: GuestHandler = (m, frame) => forPeer(m, frame, SET, setOwn, true);

function forPeer(m: Mediation, frame: Frame, id: number, own: GuestHandler, sends: boolean): void {
  const sender = upperHalf(w(frame, 1));
  const receiver = lowerHalf(w(frame, 1));
  if (!isSecureId(sends ? receiver : sender)) own(m, frame);
  else if ((sends ? sender : receiver) !== m.caller.id)
    m.verdict.refuseRegister(sends ? rules.sender : rules.receiver, 1);
  else if (agreed(m, frame, m.ask(id, w(frame, 1), w(frame, 2), w(frame, 3), w(frame, 4)))) succeed(frame);
}

/**
 * FFA_NOTIFICATION_GET: w1 vCPU and receiver, w2 whose. What the manager behind hands over is pending there no more, so a call that is refused
 * is refused before that; then it is asked before anything is taken here: it may refuse, too.
 */
export function get(m: Mediation, frame: Frame): void {
  if (lowerHalf(w(frame, 1)) !== m.caller.id && m.verdict.refuseRegister(rules.receiver, 1)) return;
  const slot = getterIn(m, frame);
  if (slot === 0) return;
  const flags = w(frame, 2) & KEPT_BEHIND;
  if (flags === 0 || m.behind.version === 0) {
    handPending(m, frame, slot);
    return;
  }
  const behind = m.ask(GET, w(frame, 1), flags);
  if (!agreed(m, frame, behind)) return;
  handPending(m, frame, slot);
  for (const register of [2, 3, 6]) setW(frame, register, w(behind, register));
}

/**
 * FFA_NOTIFICATION_INFO_GET: a guest schedules its own contexts only, so it hears of itself only, in one list: x2 and x3. What the manager
 * behind tells of other guests is kept for them.
 *
 * Source: xen-mediator 17.
 */
export function infoGet(m: Mediation, frame: Frame): void {
  const { notifications: n, guests } = m;
  const { slot, id } = m.caller;
  const wide = widthOfId(w(frame, 0)) === 64;
  if (!hearOf(m, slot)) {
    m.verdict.refuse(mediatorRules.managerAnswer);
    return;
  }
  const here = n.told[slot] === 0 && n.hasAny(slot);
  if (!here && guests.awaited[slot] === 0) {
    m.verdict.refuse(rules.nothingPending);
    return;
  }
  n.told[slot] = 1;
  guests.awaited[slot] = 0;
  answer(frame, wide ? FFA_SUCCESS_64 : FFA_SUCCESS_32, 0, 1 << LISTS_SHIFT, id);
}

/**
 * Asks the manager behind who has notifications that nobody was told of, until it has named a guest or nobody else, and notes all guests among
 * them; slot 0 is a guest that it never names. False where its answers make no sense: each names somebody, once.
 */
export function hearOf(m: Mediation, slot: number): boolean {
  if (!hasThemBehind(m) || !m.behind.offers('FFA_NOTIFICATION_INFO_GET', 64)) return true;
  const { awaited, idBehind } = m.guests;
  for (let left = m.endpoints.count + m.partitions.rows.length; left > 0; left--) {
    if (awaited[slot] === 1) return true;
    const reply = m.ask(INFO_GET, 0);
    if (isError(reply)) return errorStatus(reply) === STATUS.NO_DATA;
    const listed = w(reply, 0) === FFA_SUCCESS_64 ? notifiedIn(reply, 64) : undefined;
    if (listed === undefined || listed.length === 0) return false;
    for (const { endpoint } of listed) {
      const guest = idBehind.indexOf(endpoint, 1);
      if (guest > 0) awaited[guest] = 1;
    }
    if ((w(reply, 2) & MORE_NOTIFIED) === 0) return true;
  }
  return false;
}
