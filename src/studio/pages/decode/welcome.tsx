import type { JSX } from 'preact';
import { EXAMPLES } from '../../model/examples.ts';
import type { DecodeState } from './state.ts';

/** For those who have nothing to paste yet. */
export function Welcome({ state }: { readonly state: DecodeState }): JSX.Element {
  return (
    <section class="welcome">
      <h2>A call came back with -2?</h2>
      <p>
        Paste what you have: a hex dump of the descriptor, the log of a console or a kernel, an array out of a
        source, a recording. You see which byte is wrong, why, and what to write instead.
      </p>
      <ul>
        {EXAMPLES.map(({ name, about, text, call, version }) => (
          <li key={name}>
            <button type="button" onClick={() => state.open({ input: text, name: '' }, call, version)}>
              {name}
            </button>
            <span>{about}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
