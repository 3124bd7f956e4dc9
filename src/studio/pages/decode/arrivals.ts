import { fieldsOf } from '../../model/hash.ts';
import { linkIn } from '../../model/permalink.ts';
import type { DecodeState } from './state.ts';

/** Opens what the address names: a link's own input, or the file that `tantalum studio FILE` serves. */
export async function openAddress(state: DecodeState): Promise<void> {
  const file = fieldsOf(location.hash).get('file');
  if (file !== null) return openServed(state, file);
  const link = await linkIn(location.hash);
  if (link === undefined) return;
  if ('why' in link) state.fail(link.why);
  else if (typeof link.input === 'string')
    state.open({ input: link.input, name: '' }, link.call, link.version);
  else state.open({ input: link.input, name: 'the bytes of the link' }, link.call, link.version);
}

/** Nothing but a name that the server made up is asked for, and only from where the page came from. */
async function openServed(state: DecodeState, token: string): Promise<void> {
  if (!/^[0-9a-f-]{36}$/.test(token))
    return state.fail('The link names no file that this page was started with.');
  try {
    const response = await fetch(`./input/${token}`);
    if (!response.ok) throw new Error(response.statusText);
    const name = fieldsOf(location.hash).get('name') ?? 'the file';
    state.openBytes(new Uint8Array(await response.arrayBuffer()), name);
  } catch {
    state.fail(
      'The file that this page was started with is not there any more. Start tantalum studio again, or open the file here.',
    );
  }
}
