import type { JSX } from 'preact';
import type { PageKey } from './page-keys.ts';

interface KeysProps {
  readonly keys: readonly Pick<PageKey<never>, 'key' | 'about'>[];
}

/** Keys and what they do, as rows of a list. */
export function KeyRows({ keys }: KeysProps): JSX.Element {
  return (
    <>
      {keys.map(({ key, about }) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{about}</dd>
        </div>
      ))}
    </>
  );
}

/** The keys of a page, for those who ask. */
export function KeyList({ keys }: KeysProps): JSX.Element {
  return (
    <details>
      <summary>Keys</summary>
      <dl class="keys">
        <KeyRows keys={keys} />
      </dl>
    </details>
  );
}
