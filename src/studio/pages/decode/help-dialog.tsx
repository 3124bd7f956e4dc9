import type { JSX } from 'preact';
import { KeyRows } from '../../view/key-rows.tsx';
import { DECODE_KEYS } from './keys.ts';
import { HELP_ID } from './open-help.ts';

/** Which key does what. */
export function HelpDialog(): JSX.Element {
  return (
    <dialog id={HELP_ID} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl>
        <KeyRows keys={DECODE_KEYS} />
        <div>
          <dt>
            <kbd>arrows</kbd>
          </dt>
          <dd>go from byte to byte in the dump, and from field to field beside it</dd>
        </div>
      </dl>
      <button type="button" onClick={({ currentTarget }) => currentTarget.closest('dialog')?.close()}>
        Close
      </button>
    </dialog>
  );
}
