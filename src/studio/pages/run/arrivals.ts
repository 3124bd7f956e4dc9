import { fieldsOf } from '../../model/hash.ts';
import { RUN_EXAMPLES } from '../../model/run/examples.ts';
import { runLinkIn } from '../../model/run/run-link.ts';
import { machineFile } from '../../view/machine-files.ts';
import type { RunState } from './state/run-state.ts';

/**
 * Follows the run of the address, or plays the machine file that it carries or names, and goes where it wants to be; without one, the first of the
 * repository's.
 */
export async function openRunAddress(state: RunState): Promise<void> {
  if (!location.hash.startsWith('#/run')) return;
  const token = fieldsOf(location.hash).get('live');
  if (token !== null) {
    state.follow(liveAddress(token));
    return;
  }
  state.live.leave();
  const link = await runLinkIn(location.hash);
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
  if (named === undefined) state.source.end('The link names no machine that there is. Pick one.');
  else state.playFrom({ text: named, example: machine }, link);
}

/** The socket of the program that has served the page. */
function liveAddress(token: string): string {
  const { href } = new URL(`live/${encodeURIComponent(token)}`, document.baseURI);
  return href.replace(/^http/, 'ws');
}
