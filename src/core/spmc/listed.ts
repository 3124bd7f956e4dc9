import { LIFE } from './life.ts';
import type { Manager } from './manager.ts';

/** Whether discovery tells of an endpoint. Of one that aborted it does only where its manifest says that it may be started again. */
function isListed(m: Manager, slot: number): boolean {
  const life = m.endpoints.life[slot];
  if (life === LIFE.STOPPED) return m.endpoints.spec(slot).onAbort !== undefined;
  return life !== LIFE.NULL;
}

/**
 * The row behind `row` that answers to what is asked for: of a partition that is there, and where the caller's version knows a partition by one
 * of its services only, of another partition. 0 when there is none; from row 0 on, the first.
 */
export function nextListed(m: Manager, row: number): number {
  const { directory: d } = m;
  const { everyService, imageUuids } = m.caller.behaviours;
  const all = d.wantsAll;
  for (let next = row + 1; next <= d.rows; next++) {
    const again = !everyService && d.slot[next] === d.slot[row];
    if (again || !isListed(m, d.slot[next])) continue;
    if (all || d.matches(d.uuid, next) || (imageUuids && d.matches(d.image, next))) return next;
  }
  return 0;
}
