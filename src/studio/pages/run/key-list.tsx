import type { JSX } from 'preact';
import { RUN_KEYS } from './keys.ts';

/** The keys that work wherever nobody types, for those who ask. */
export function KeyList(): JSX.Element {
  return (
    <details>
      <summary>Keys</summary>
      <dl class="keys">
        {RUN_KEYS.map(({ key, about }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
