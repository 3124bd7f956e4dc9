import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { COPY_FORMATS } from '../../model/copy/formats.ts';
import type { PieceView } from '../../model/piece-view.ts';
import { Scroll } from '../../view/scroll.tsx';

/** The bytes to take along. */
export function CopyPanel({ shown }: { readonly shown: PieceView }): JSX.Element {
  const [chosen, choose] = useState(0);
  const [said, say] = useState('');
  const format = COPY_FORMATS[chosen];
  const written = format?.write(shown);
  const take = async (text: string, what: string): Promise<void> => say(await copied(text, what));
  return (
    <section>
      <h2>Copy as</h2>
      <div class="row">
        {COPY_FORMATS.map(({ name }, index) => (
          <button key={name} type="button" aria-pressed={index === chosen} onClick={() => choose(index)}>
            {name}
          </button>
        ))}
        <button type="button" onClick={() => void take(location.href, 'The link')}>
          Copy the link
        </button>
      </div>
      {written?.ok === false && <p class="aside">{written.why}</p>}
      {written?.ok && (
        <>
          <Scroll class="copy" label={`As ${format?.name}`}>
            <pre>{written.text}</pre>
          </Scroll>
          <button
            type="button"
            class="primary"
            onClick={() => void take(written.text, `The ${format?.name} form`)}
          >
            Copy
          </button>
        </>
      )}
      <p role="status" class="aside">
        {said}
      </p>
    </section>
  );
}

/** Puts a text where others can paste it, and says what came of that. */
async function copied(text: string, what: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return `${what} is in the clipboard.`;
  } catch {
    return 'The browser does not let this page write to the clipboard: mark the text and copy it.';
  }
}
