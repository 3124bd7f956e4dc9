/** The file that `tantalum studio FILE` was started with, and serves. */
export interface ServedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Gets the file that the fields of an address name; `undefined` where they name none. Nothing but a name that the server made up is asked for, and only
 * from where the page came from. What comes after `signal` means nothing.
 */
export async function servedFile(
  fields: URLSearchParams,
  signal: AbortSignal,
): Promise<ServedFile | { readonly why: string } | undefined> {
  const token = fields.get('file');
  if (token === null) return undefined;
  if (!/^[0-9a-f-]{36}$/.test(token))
    return { why: 'The link names no file that this page was started with.' };
  try {
    const response = await fetch(`./input/${token}`, { signal });
    if (!response.ok) throw new Error(response.statusText);
    return { name: fields.get('name') ?? 'the file', bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch {
    return {
      why: 'The file that this page was started with is not there any more. Start tantalum studio again, or open the file here.',
    };
  }
}
