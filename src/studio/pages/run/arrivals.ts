import { fieldsOf } from '../../model/hash.ts';
import { RUN_EXAMPLES } from '../../model/run/examples.ts';
import { runLinkIn } from '../../model/run/run-link.ts';
import { machineFile } from '../../view/machine-files.ts';
import { servedFile } from '../../view/served-file.ts';
import type { AddressedPage } from '../../view/use-address.ts';
import type { RunState } from './state/run-state.ts';

/**
 * What addresses of the run page name: a run to follow, the file that `tantalum studio FILE` serves, or a machine file that is carried or named, and where
 * to go in it; without one, the first of the repository's.
 */
export function runAddresses(state: RunState): AddressedPage {
  return { open: (hash, signal) => openAddress(state, hash, signal), leave: () => state.leave() };
}

async function openAddress(state: RunState, hash: string, signal: AbortSignal): Promise<void> {
  if (!hash.startsWith('#/run')) return;
  const token = fieldsOf(hash).get('live');
  if (token !== null) {
    state.follow(liveAddress(token));
    return;
  }
  state.live.leave();
  const served = await servedFile(fieldsOf(hash), signal);
  if (signal.aborted) return;
  if (served !== undefined) {
    if ('why' in served) state.source.end(served.why);
    else await state.source.openFile(new File([served.bytes], served.name));
    return;
  }
  const link = await runLinkIn(hash);
  if (signal.aborted) return;
  if ('why' in link) {
    state.source.end(link.why);
    return;
  }
  const { text, machine = RUN_EXAMPLES[0]?.id ?? '' } = link;
  if (text !== undefined) {
    state.playFrom({ text, example: '' }, link);
    return;
  }
  const named = RUN_EXAMPLES.some(({ id }) => id === machine) ? await machineFile(machine) : undefined;
  if (signal.aborted) return;
  if (named === undefined) state.source.end('The link names no machine that there is. Pick one.');
  else state.playFrom({ text: named, example: machine }, link);
}

/** The socket of the program that has served the page. */
function liveAddress(token: string): string {
  const { href } = new URL(`live/${encodeURIComponent(token)}`, document.baseURI);
  return href.replace(/^http/, 'ws');
}
