/**
 * What addresses carry behind the #, where no browser sends it to a server: names with values, and bytes that are packed into a value.
 */

/** Chat programs and trackers cut what is longer. */
const MOST_CHARACTERS = 32 * 1024;
/** A link of that length can unfold to far more. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The hash of a page with values; `undefined` where it would be too long for a link. */
export function hashWith(page: string, fields: URLSearchParams): string | undefined {
  const hash = fields.size === 0 ? page : `${page}?${fields}`;
  return hash.length > MOST_CHARACTERS ? undefined : hash;
}

/** Bytes as a value of a hash; `undefined` for more than a link can unfold to. */
export async function pack(bytes: Uint8Array): Promise<string | undefined> {
  if (bytes.length > MOST_BYTES) return undefined;
  const packed = await collect(streamOf(bytes).pipeThrough(new CompressionStream('deflate-raw')));
  return base64Url(packed ?? new Uint8Array());
}

/** What stands behind the question mark of a hash. */
export function fieldsOf(hash: string): URLSearchParams {
  const at = hash.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : hash.slice(at + 1));
}

/** The bytes that a value of a hash carries; `undefined` for what is damaged or too long. */
export async function unpack(packed: string): Promise<Uint8Array | undefined> {
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
