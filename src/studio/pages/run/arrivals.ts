import { fieldsOf } from '../../model/hash.ts';
import { RUN_EXAMPLES } from '../../model/run/examples.ts';
import { runLinkIn } from '../../model/run/run-link.ts';
import { machineFile } from './machine-files.ts';
import type { RunState } from './state/run-state.ts';

/** Plays the machine file that the address carries or names; without one, the first of the repository's. */
export async function openRunAddress(state: RunState): Promise<void> {
  if (!location.hash.startsWith('#/run')) return;
  const link = await runLinkIn(location.hash);
  if (link !== undefined) {
    if ('why' in link) state.source.end(link.why);
    else state.playFrom(link);
    return;
  }
  const id = fieldsOf(location.hash).get('machine') ?? RUN_EXAMPLES[0]?.id ?? '';
  const text = RUN_EXAMPLES.some((example) => example.id === id) ? await machineFile(id) : undefined;
  if (text === undefined) state.source.end('The link names no machine that there is. Pick one.');
  else state.source.play(text, id);
}
