/** What a call that is refused may not change: every byte of state, and every byte of memory. */

import type { SavedMemory } from '../../../../src/core/memory/physical-memory.ts';
import type { SavedSpmc } from '../../../../src/core/spmc/spmc.ts';
import { FFA } from '../ids.ts';
import { stateOf } from '../state.ts';
import type { World } from '../world.ts';
import { mustContain, mustEqual } from './must.ts';

/** Refusals by which a sender gives up its own unfinished send. */
const GIVES_UP = /^(fragment\/(?!unknown-handle|not-sender|complete)|send\/|reclaim\/unfinished)/;

interface Picture {
  readonly transactions: readonly { readonly slot: number }[];
  readonly endpoints: Readonly<Record<string, unknown>>;
}

/** What the end of a send takes off the counters of its sender, and gives back to others. */
const COUNTED = { live: 0, sent: 0, unfinished: 0, constituents: 0, receivers: 0 };

/** State and memory as they were before a call. */
export class Kept {
  private readonly w: World;
  private readonly state: SavedSpmc;
  private readonly memory: SavedMemory;
  private readonly locked: Uint8Array;

  constructor(w: World) {
    this.w = w;
    this.state = w.spmc.save();
    this.memory = w.memory.save();
    this.locked = w.spmc.state.endpoints.locked.slice();
  }

  /** Nothing has changed but the number of calls and, for the caller in `slot`, that its version is fixed. */
  expectKept(slot: number, verdict: string): void {
    const { spmc, memory } = this.w;
    const { locked } = spmc.state.endpoints;
    const lockedNow = locked.slice();
    locked.set(this.locked);
    const after = spmc.save();
    locked.set(lockedNow);
    const others = [...lockedNow].filter((now, each) => each !== slot && now !== this.locked[each]);
    mustEqual(others, [], `${verdict}: versions of others`);
    mustEqual(memory.save().pages === this.memory.pages, true, `${verdict}: memory`);
    // A send that is refused has taken a slot and given it back: what that leaves is what `stateOf` leaves out.
    if (!isSame(after, { ...this.state, calls: after.calls }))
      mustEqual(this.picture(after), this.picture(this.state), verdict);
  }

  /** Nothing has changed but that the unfinished send in a slot is gone. */
  expectOnlyGone(handle: number, verdict: string): void {
    const before = this.picture(this.state) as Picture;
    const after = this.picture(this.w.spmc.save()) as Picture;
    mustContain(
      before.transactions.map(({ slot }) => slot),
      handle,
      verdict,
    );
    const left = before.transactions.filter(({ slot }) => slot !== handle);
    mustEqual(uncounted(after), uncounted({ ...before, transactions: left }), verdict);
  }

  private picture(state: SavedSpmc): unknown {
    const { spmc } = this.w;
    const now = spmc.save();
    spmc.restore(state);
    const picture = stateOf(spmc);
    spmc.restore(now);
    return picture;
  }
}

function uncounted(picture: Picture): unknown {
  return { ...picture, ...COUNTED, endpoints: { ...picture.endpoints, ...COUNTED } };
}

/** Whether a refused call may end the unfinished send that it names. */
export function givesUp(id: number, rule: string): boolean {
  return (id === FFA.MEM_FRAG_TX || id === FFA.MEM_RECLAIM) && GIVES_UP.test(rule);
}

/** Whether two copies are the same, byte for byte. */
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (ArrayBuffer.isView(left) && ArrayBuffer.isView(right)) return isSameBytes(left, right);
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => isSame(Reflect.get(left, key), Reflect.get(right, key)))
  );
}

function isSameBytes(left: ArrayBufferView, right: ArrayBufferView): boolean {
  return Buffer.compare(bufferOf(left), bufferOf(right)) === 0;
}

function bufferOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
