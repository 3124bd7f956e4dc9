import { type Frame, isError, setW, succeed, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { isSecureId } from '../abi/operations.ts';
import { lowerHalf, upperHalf } from '../abi/words.ts';
import { notification as rules } from '../rules/notification.ts';
import { bind as bindOwn, get as getOwn, set as setOwn, unbind as unbindOwn } from '../spmc/notifications.ts';
import { agreed } from './agreement.ts';
import type { GuestHandler, Mediation } from './mediation.ts';

const BITMAP_CREATE: number = functionId('FFA_NOTIFICATION_BITMAP_CREATE');
const BITMAP_DESTROY: number = functionId('FFA_NOTIFICATION_BITMAP_DESTROY');
const BIND: number = functionId('FFA_NOTIFICATION_BIND');
const UNBIND: number = functionId('FFA_NOTIFICATION_UNBIND');
const SET: number = functionId('FFA_NOTIFICATION_SET');
const GET: number = functionId('FFA_NOTIFICATION_GET');

/** Flags of FFA_NOTIFICATION_GET for what the manager behind keeps: from secure partitions, and its own. */
const KEPT_BEHIND = 0x5;

/** Makes notifications for a guest, here and at the manager behind. False when that refuses. */
export function createNotifications(m: Mediation, slot: number): boolean {
  const { id, contexts } = m.endpoints.spec(slot);
  const refused =
    m.behind.offers('FFA_NOTIFICATION_BITMAP_CREATE') && isError(m.ask(BITMAP_CREATE, id, contexts));
  if (!refused) m.notifications.create(slot, contexts);
  return !refused;
}

/** Takes them away. What is pending is lost with the guest: the manager behind only lets go of what nobody waits for. */
export function destroyNotifications(m: Mediation, slot: number): void {
  m.notifications.clear(slot);
  if (!m.behind.offers('FFA_NOTIFICATION_BITMAP_CREATE')) return;
  const id = m.endpoints.id[slot];
  m.ask(GET, id, KEPT_BEHIND);
  m.ask(BITMAP_DESTROY, id);
}

/** FFA_NOTIFICATION_BIND, UNBIND: w1 sender and receiver. What secure partitions send is bound at the manager behind. */
export const bind: GuestHandler = (m, frame) => forPeer(m, frame, BIND, bindOwn, false);
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

/** FFA_NOTIFICATION_GET: w1 vCPU and receiver, w2 whose. The manager behind is asked for its part first: it may refuse. */
export function get(m: Mediation, frame: Frame): void {
  if (lowerHalf(w(frame, 1)) !== m.caller.id && m.verdict.refuseRegister(rules.receiver, 1)) return;
  const flags = w(frame, 2) & KEPT_BEHIND;
  if (flags === 0 || m.behind.version === 0) {
    getOwn(m, frame);
    return;
  }
  const answer = m.ask(GET, w(frame, 1), flags);
  if (!agreed(m, frame, answer)) return;
  const kept = [2, 3, 6].map((register) => [register, w(answer, register)] as const);
  getOwn(m, frame);
  if (m.verdict.rule === null) for (const [register, word] of kept) setW(frame, register, word);
}
