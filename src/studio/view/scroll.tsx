import type { ComponentChildren, JSX } from 'preact';

interface ScrollProps {
  /** What is in it, for those who do not see it. */
  readonly label: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A box that scrolls, with the wheel and with the keys. */
export function Scroll({ label, class: more = '', children }: ScrollProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus the arrow keys would not scroll it
    <section class={`scroll ${more}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
