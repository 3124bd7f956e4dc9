import type { JSX } from 'preact';
import { SHORTCUTS } from './shortcuts.ts';

const ID = 'help';

/** Shows which key does what. */
export function openHelp(): void {
  const dialog = document.getElementById(ID);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** Which key does what. */
export function HelpDialog(): JSX.Element {
  return (
    <dialog id={ID} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl>
        {SHORTCUTS.map(({ key, about }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
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
