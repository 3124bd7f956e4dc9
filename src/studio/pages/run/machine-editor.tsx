import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { CompletionList } from './completion-list.tsx';
import type { EditorState } from './state/editor-state.ts';

/** Pixels, as the style sheet has them. */
const LINE = 17.5;
const PADDING = 8;

/** The machine file: what is wrong is marked at its line, and what fits where the cursor is is offered. */
export function MachineEditor({ editor }: { readonly editor: EditorState }): JSX.Element {
  const area = useRef<HTMLTextAreaElement>(null);
  const [scroll, setScroll] = useState(0);
  const { source } = editor;
  const offered = editor.offered.value;
  const lines = new Set(source.mistakes.value.map(({ line }) => line));
  const top = (line: number): number => PADDING + line * LINE - scroll;

  const accept = (): void => {
    const { current } = area;
    const choice = editor.choice;
    if (current === null || offered === undefined || choice === undefined) return;
    current.focus();
    current.setSelectionRange(offered.from, offered.to);
    // The only way to write that can be undone with the keys of the browser.
    document.execCommand('insertText', false, choice.text);
    editor.close();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const key = `${event.ctrlKey ? 'Ctrl+' : ''}${event.key}`;
    const act = offered === undefined ? undefined : whileOffered(editor, accept)[key];
    const always: Readonly<Record<string, () => void>> = {
      'Ctrl+ ': () => void editor.offer(area.current?.selectionStart ?? 0),
      'Ctrl+Enter': () => source.playText(),
    };
    const found = act ?? always[key];
    if (found === undefined) return;
    event.preventDefault();
    found();
  };

  return (
    <div class="box">
      <label for="machine">Machine file</label>
      <div class="editor">
        <div class="marks" aria-hidden="true">
          {[...lines].map((line) => (
            <div key={line} class="mark" style={{ top: `${top(line - 1)}px` }} />
          ))}
        </div>
        <textarea
          id="machine"
          ref={area}
          spellcheck={false}
          autocomplete="off"
          aria-autocomplete="list"
          aria-controls={offered === undefined ? undefined : 'completions'}
          aria-activedescendant={offered === undefined ? undefined : `completion-${editor.chosen.value}`}
          aria-describedby="machine-keys"
          aria-invalid={lines.size > 0}
          value={source.text.value}
          onInput={({ currentTarget: { value, selectionStart } }) => editor.write(value, selectionStart)}
          onKeyDown={onKeyDown}
          onScroll={({ currentTarget }) => {
            setScroll(currentTarget.scrollTop);
            editor.close();
          }}
          onClick={() => editor.close()}
          onBlur={() => editor.close()}
        />
        {offered !== undefined && (
          <CompletionList
            list={offered.list}
            chosen={editor.chosen.value}
            top={top(lineOf(source.text.value, offered.from) + 1)}
            onChoose={(index) => {
              editor.chosen.value = index;
              accept();
            }}
          />
        )}
      </div>
      <span id="machine-keys" class="unseen">
        Control and Space offers what fits. Tab or Enter takes it, Escape does not.
      </span>
      <span role="status" class="unseen">
        {offered === undefined ? '' : `${offered.list.length} completions`}
      </span>
    </div>
  );
}

/** Keys while something is offered. */
function whileOffered(editor: EditorState, accept: () => void): Readonly<Record<string, () => void>> {
  return {
    ArrowDown: () => editor.choose(1),
    ArrowUp: () => editor.choose(-1),
    Enter: accept,
    Tab: accept,
    Escape: () => editor.close(),
  };
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}
