import type { JSX } from 'preact';

/** A text in which code stands between backquotes. */
export function Marked({ text }: { readonly text: string }): JSX.Element {
  return (
    <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>
  );
}
