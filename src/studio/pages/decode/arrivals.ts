import { fieldsOf } from '../../model/hash.ts';
import { linkIn } from '../../model/permalink.ts';
import type { AddressedPage } from '../../view/use-address.ts';
import type { DecodeState } from './state.ts';

/** What addresses of the decode page name: a link's own input, or the file that `tantalum studio FILE` serves. */
export function decodeAddresses(state: DecodeState): AddressedPage {
  return { open: (hash, signal) => openAddress(state, hash, signal), leave: () => state.leave() };
}

async function openAddress(state: DecodeState, hash: string, signal: AbortSignal): Promise<void> {
  const fields = fieldsOf(hash);
  const file = fields.get('file');
  if (file !== null) return openServed(state, file, fields.get('name') ?? 'the file', signal);
  const link = await linkIn(hash);
  if (link === undefined || signal.aborted) return;
  if ('why' in link) state.fail(link.why);
  else if (typeof link.input === 'string')
    state.open({ input: link.input, name: '' }, link.call, link.version);
  else state.open({ input: link.input, name: 'the bytes of the link' }, link.call, link.version);
}

/** Nothing but a name that the server made up is asked for, and only from where the page came from. */
async function openServed(
  state: DecodeState,
  token: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  if (!/^[0-9a-f-]{36}$/.test(token))
    return state.fail('The link names no file that this page was started with.');
  try {
    const response = await fetch(`./input/${token}`, { signal });
    if (!response.ok) throw new Error(response.statusText);
    state.openBytes(new Uint8Array(await response.arrayBuffer()), name);
  } catch {
    if (signal.aborted) return;
    state.fail(
      'The file that this page was started with is not there any more. Start tantalum studio again, or open the file here.',
    );
  }
}
