/**
 * Links to a moment of a run: `#/run?machine=both&call=17&page=0x40001`. A machine file that is none of the repository's is carried by the link
 * itself (`z=…`), behind the #, where no browser sends it to a server.
 */

import { fieldsOf, hashWith, pack, unpack } from '../hash.ts';
import type { BrokenLink } from '../permalink.ts';

/** The number of an event, from 1 on, or that of the last one; or the number of a call. */
export type LinkedMoment = number | 'end' | { readonly call: number };

/** What such a link says. */
export interface RunLink {
  /** A machine file; left out, one of the repository's is meant. */
  readonly text?: string | undefined;
  /** The name of that; the first where it is left out. */
  readonly machine?: string | undefined;
  readonly at?: LinkedMoment | undefined;
  /** A page that is looked at: its number, or an address in it. */
  readonly page?: number | undefined;
}

const PAGE = '#/run';

/** The hash of an address that says this; `undefined` for a machine file that is too long for an address. */
export async function runHashOf({ text, machine, at, page }: RunLink): Promise<string | undefined> {
  const fields = new URLSearchParams();
  if (text !== undefined) {
    const packed = await pack(new TextEncoder().encode(text));
    if (packed === undefined) return undefined;
    fields.set('z', packed);
  }
  if (machine !== undefined) fields.set('machine', machine);
  if (typeof at === 'object') fields.set('call', String(at.call));
  else if (at !== undefined) fields.set('at', String(at));
  if (page !== undefined) fields.set('page', `0x${page.toString(16)}`);
  return hashWith(PAGE, fields);
}

/** What a hash says. What it says of a moment and a page counts only where they are such. */
export async function runLinkIn(hash: string): Promise<RunLink | BrokenLink> {
  const fields = fieldsOf(hash);
  const packed = fields.get('z');
  const bytes = packed === null ? undefined : await unpack(packed);
  if (packed !== null && bytes === undefined)
    return { why: 'The link is cut off or damaged: what it carries cannot be unpacked.' };
  const [at, call, page] = ['at', 'call', 'page'].map((name) => fields.get(name) ?? '');
  const moment = at === 'end' ? at : numberIn(at);
  const seq = numberIn(call);
  return {
    text: bytes && new TextDecoder().decode(bytes),
    machine: fields.get('machine') ?? undefined,
    at: moment ?? (seq === undefined ? undefined : { call: seq }),
    page: /^(0x[0-9a-f]{1,13}|\d{1,15})$/i.test(page ?? '') ? Number(page) : undefined,
  };
}

function numberIn(text: string | undefined): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : undefined;
}
