/** Links to a run: `#/run?z=…&at=17` carries a machine file, and the event after which somebody wants to look at it. */

import { fieldsOf, hashWith, pack, unpack } from '../hash.ts';
import type { BrokenLink } from '../permalink.ts';

/** The number of an event, from 1 on, or that of the last one. */
export type LinkedMoment = number | 'end';

/** What such a link says. */
export interface RunLink {
  /** A machine file. */
  readonly text: string;
  readonly at?: LinkedMoment | undefined;
}

const PAGE = '#/run';
const TEXT = 'z';
const AT = 'at';

/** The hash of an address that plays a machine file; `undefined` for one that is too long for an address. */
export async function runHashOf({ text, at }: RunLink): Promise<string | undefined> {
  const packed = await pack(new TextEncoder().encode(text));
  if (packed === undefined) return undefined;
  const fields = new URLSearchParams({ [TEXT]: packed });
  if (at !== undefined) fields.set(AT, String(at));
  return hashWith(PAGE, fields);
}

/** What a hash says; `undefined` where it carries no machine file. A moment counts only where it is one. */
export async function runLinkIn(hash: string): Promise<RunLink | BrokenLink | undefined> {
  const fields = fieldsOf(hash);
  const packed = fields.get(TEXT);
  if (packed === null) return undefined;
  const bytes = await unpack(packed);
  if (bytes === undefined)
    return { why: 'The link is cut off or damaged: what it carries cannot be unpacked.' };
  const at = fields.get(AT) ?? '';
  const moment = at === 'end' ? at : /^[1-9]\d{0,8}$/.test(at) ? Number(at) : undefined;
  return { text: new TextDecoder().decode(bytes), at: moment };
}
