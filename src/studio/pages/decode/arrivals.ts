import { fieldsOf } from '../../model/hash.ts';
import { linkIn } from '../../model/permalink.ts';
import { servedFile } from '../../view/served-file.ts';
import type { AddressedPage } from '../../view/use-address.ts';
import type { DecodeState } from './state.ts';

/** What addresses of the decode page name: a link's own input, or the file that `tantalum studio FILE` serves. */
export function decodeAddresses(state: DecodeState): AddressedPage {
  return { open: (hash, signal) => openAddress(state, hash, signal), leave: () => state.leave() };
}

async function openAddress(state: DecodeState, hash: string, signal: AbortSignal): Promise<void> {
  const served = await servedFile(fieldsOf(hash), signal);
  if (signal.aborted) return;
  if (served !== undefined) {
    if ('why' in served) state.fail(served.why);
    else state.openBytes(served.bytes, served.name);
    return;
  }
  const link = await linkIn(hash);
  if (link === undefined || signal.aborted) return;
  if ('why' in link) state.fail(link.why);
  else if (typeof link.input === 'string')
    state.open({ input: link.input, name: '' }, link.call, link.version);
  else state.open({ input: link.input, name: 'the bytes of the link' }, link.call, link.version);
}
