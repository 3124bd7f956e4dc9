/** What becomes of bad input: the rule and its bytes, the answer as bytes, what Linux makes of it; and that nothing has changed. */

import { expect } from 'vitest';
import { linuxErrno } from '../../src/core/gunyah/wire/errors.ts';
import { type Answer, World } from './world.ts';

/** "rm-region/unaligned 20+8", "06 00 00 00", "EINVAL". */
export type Refusal = readonly [rule: string, reply: string, errno: string | 0];

/** Does something to a world, the last message of which is bad, and says how that is refused. */
export function refusalOf(act: (world: World) => Answer): Refusal {
  const world = new World();
  const send = world.send.bind(world);
  let before: unknown;
  world.send = (...message) => {
    before = world.state();
    return send(...message);
  };
  const answer = act(world);
  expect(world.state()).toEqual(before);
  return refusalIn(answer);
}

/** What an answer says. */
export function refusalIn({ rule, payload }: Answer): Refusal {
  const code = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  return [rule, hex(payload), linuxErrno(code)];
}

/** "06 00 00 00" */
export function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
