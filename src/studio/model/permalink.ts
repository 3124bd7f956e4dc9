/**
 * Links that carry the input in the part of an address that no browser sends to a server: `#/decode?z=…&call=share&ffa=1.1`.
 */

import { parseVersion, SUPPORTED_VERSIONS, versionText } from '../../core/abi/versions.ts';
import type { KindName } from '../../core/decode/kind.ts';
import { KINDS } from '../../core/decode/kinds.ts';
import { fieldsOf, hashWith, pack, unpack } from './hash.ts';

/** What a link says. */
export interface Link {
  readonly input: string | Uint8Array;
  readonly call?: KindName | undefined;
  readonly version?: number | undefined;
}

/** A link that is not whole: why, as a sentence. */
export interface BrokenLink {
  readonly why: string;
}

const PAGE = '#/decode';

/** The hash of an address that brings the same input back; `undefined` for an input that is too long for one. */
export async function hashOf({ input, call, version }: Link): Promise<string | undefined> {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const packed = await pack(bytes);
  if (packed === undefined) return undefined;
  const fields = new URLSearchParams({ [typeof input === 'string' ? TEXT : BYTES]: packed });
  if (call !== undefined) fields.set('call', call);
  if (version !== undefined) fields.set('ffa', versionText(version));
  return hashWith(PAGE, fields);
}

const TEXT = 'z';
const BYTES = 'b';

/** What a hash says; `undefined` where it carries no input. What it says of kind and version counts only where there are such. */
export async function linkIn(hash: string): Promise<Link | BrokenLink | undefined> {
  const fields = fieldsOf(hash);
  const packed = fields.get(TEXT) ?? fields.get(BYTES);
  if (packed === null) return undefined;
  const bytes = await unpack(packed);
  if (bytes === undefined)
    return { why: 'The link is cut off or damaged: what it carries cannot be unpacked.' };
  const call = KINDS.find(({ name }) => name === fields.get('call'))?.name;
  const version = parseVersion(fields.get('ffa') ?? '');
  const known = version !== undefined && SUPPORTED_VERSIONS.includes(version) ? version : undefined;
  return { input: fields.has(TEXT) ? new TextDecoder().decode(bytes) : bytes, call, version: known };
}
