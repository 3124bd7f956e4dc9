import { nextTheme } from './theme.ts';

/** A key that works wherever nobody types. */
export interface PageKey {
  /** As events name it. */
  readonly key: string;
  readonly about: string;
  run(): void;
}

/** The keys of every page. */
const ALWAYS: readonly PageKey[] = [{ key: 't', about: 'change the look', run: nextTheme }];

/** Hears keys until the answer is called. */
export function listenToPageKeys(keys: readonly PageKey[]): () => void {
  const hear = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target))
      return;
    const found = [...keys, ...ALWAYS].find(({ key }) => key === event.key);
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  };
  addEventListener('keydown', hear);
  return () => removeEventListener('keydown', hear);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('textarea, input, select, dialog') !== null;
}
