import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

interface CopyLinkProps {
  /** Makes the hash of a link; undefined where there is none. */
  readonly link: () => Promise<string | undefined>;
}

/** Copies a link to what is looked at, and makes it the address of the page, where somebody can copy it who keeps pages from the clipboard. */
export function CopyLink({ link }: CopyLinkProps): JSX.Element {
  const [told, setTold] = useState('');
  const copy = async (): Promise<void> => {
    const hash = await link();
    if (hash === undefined) {
      setTold('There is no link to it: a link carries a machine file of at most 32 kB, and no recording.');
      return;
    }
    history.replaceState(null, '', hash);
    try {
      await navigator.clipboard.writeText(location.href);
      setTold('Copied.');
    } catch {
      setTold('It is the address of the page now.');
    }
  };
  return (
    <>
      <button type="button" title="To this machine, moment and page" onClick={() => void copy()}>
        Copy link
      </button>
      <span role="status" class="aside">
        {told}
      </span>
    </>
  );
}
