/**
 * Links that carry the input in the part of an address that no browser sends to a server: `#/decode?z=…&call=share&ffa=1.1`.
 */

import { parseVersion, SUPPORTED_VERSIONS, versionText } from '../../core/abi/versions.ts';
import type { KindName } from '../../core/decode/kind.ts';
import { KINDS } from '../../core/decode/kinds.ts';

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
/** Chat programs and trackers cut what is longer. */
const MOST_CHARACTERS = 32 * 1024;
/** A link of that length can unfold to far more. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The hash of an address that brings the same input back; `undefined` for an input that is too long for one. */
export async function hashOf({ input, call, version }: Link): Promise<string | undefined> {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  if (bytes.length > MOST_BYTES) return undefined;
  const packed = await collect(streamOf(bytes).pipeThrough(new CompressionStream('deflate-raw')));
  const fields = new URLSearchParams({
    [typeof input === 'string' ? TEXT : BYTES]: base64Url(packed ?? new Uint8Array()),
  });
  if (call !== undefined) fields.set('call', call);
  if (version !== undefined) fields.set('ffa', versionText(version));
  const hash = `${PAGE}?${fields}`;
  return hash.length > MOST_CHARACTERS ? undefined : hash;
}

const TEXT = 'z';
const BYTES = 'b';

/** What a hash says; `undefined` where it carries no input. What it says of kind and version counts only where there are such. */
export async function linkIn(hash: string): Promise<Link | BrokenLink | undefined> {
  const fields = fieldsOf(hash);
  const packed = fields.get(TEXT) ?? fields.get(BYTES);
  if (packed === null) return undefined;
  const bytes = await unpacked(packed);
  if (bytes === undefined)
    return { why: 'The link is cut off or damaged: what it carries cannot be unpacked.' };
  const call = KINDS.find(({ name }) => name === fields.get('call'))?.name;
  const version = parseVersion(fields.get('ffa') ?? '');
  const known = version !== undefined && SUPPORTED_VERSIONS.includes(version) ? version : undefined;
  return { input: fields.has(TEXT) ? new TextDecoder().decode(bytes) : bytes, call, version: known };
}

/** What stands behind the question mark of a hash. */
export function fieldsOf(hash: string): URLSearchParams {
  const at = hash.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : hash.slice(at + 1));
}

/** `undefined` for what is damaged or too long. */
async function unpacked(packed: string): Promise<Uint8Array | undefined> {
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return await collect(streamOf(bytes).pipeThrough(new DecompressionStream('deflate-raw')));
  } catch {
    return undefined;
  }
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob([new Uint8Array(bytes)]).stream();
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST_BYTES) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function base64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
