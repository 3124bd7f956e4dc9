import type { ComponentChildren, JSX } from 'preact';

interface WalkableProps {
  readonly id: string;
  /** What it is, and which keys do what, for those who do not see it. */
  readonly label: string;
  /** Returns whether a key, as events name it, did anything. */
  readonly onKey: (key: string) => boolean;
  readonly children: ComponentChildren;
}

/** A map on which keys go from cell to cell. */
export function Walkable({ id, label, onKey, children }: WalkableProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/useSemanticElements: no element of HTML is a map that keys walk on
    <div
      id={id}
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys go from cell to cell
      tabIndex={0}
      onKeyDown={(event) => {
        if (onKey(event.key)) event.preventDefault();
      }}
    >
      {children}
    </div>
  );
}
