import { FFA_SUCCESS_32, FFA_SUCCESS_64, type Frame, setHalves, setW, w } from '../abi/frame.ts';
import { widthOfId } from '../abi/functions.ts';
import { LISTS_SHIFT, MORE_NOTIFIED } from '../abi/notified.ts';
import { notification as rules } from '../rules/notification.ts';
import type { Manager } from './manager.ts';

/** Ids that fit x3..x7, four in each, or w3..w7, two in each. */
const IDS_64 = 20;
const IDS_32 = 10;

/**
 * FFA_NOTIFICATION_INFO_GET: answers who has notifications that the scheduler has not heard of. x2 bit 0 more are left, bits 11:7 number
 * of lists; lists of one id each from x3 on, because notifications are global.
 */
export function infoGet(m: Manager, frame: Frame): void {
  const { notifications: n, endpoints } = m;
  const wide = widthOfId(w(frame, 0)) === 64;
  const room = wide ? IDS_64 : IDS_32;
  const ids = new Uint16Array(room);
  let count = 0;
  let more = 0;
  for (let slot = 1; slot <= endpoints.count; slot++) {
    if (n.told[slot] === 1 || !n.hasAny(slot)) continue;
    if (count === room) more = MORE_NOTIFIED;
    else {
      ids[count++] = endpoints.id[slot];
      n.told[slot] = 1;
    }
  }
  if (count === 0) {
    m.verdict.refuse(rules.nothingPending);
    return;
  }
  frame.fill(0, 0, 16);
  frame[0] = wide ? FFA_SUCCESS_64 : FFA_SUCCESS_32;
  setW(frame, 2, more | (count << LISTS_SHIFT));
  const packed = new Uint32Array(ids.buffer);
  for (let register = 3; register < 8; register++)
    if (wide) setHalves(frame, register, packed[(register - 3) * 2], packed[(register - 3) * 2 + 1]);
    else setW(frame, register, packed[register - 3]);
}
