import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Completion } from '../../worker/edit.ts';

interface CompletionListProps {
  readonly list: readonly Completion[];
  readonly chosen: number;
  /** Pixels from the top of the editor. */
  readonly top: number;
  readonly onChoose: (index: number) => void;
}

/** What can be written. The focus stays in the editor, which names the chosen one. */
export function CompletionList({ list, chosen, top, onChoose }: CompletionListProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    box.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div
      ref={box}
      id="completions"
      class="completions"
      role="listbox"
      aria-label="Completions"
      style={{ top: `${top}px` }}
    >
      {list.map(({ label, about }, index) => (
        <div
          key={label}
          id={`completion-${index}`}
          class="completion"
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          onMouseDown={(event) => {
            // The editor keeps the focus.
            event.preventDefault();
            onChoose(index);
          }}
        >
          <code>{label}</code> <span class="aside">{about}</span>
        </div>
      ))}
    </div>
  );
}
