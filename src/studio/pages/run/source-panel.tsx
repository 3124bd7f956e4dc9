import type { JSX } from 'preact';
import { RUN_EXAMPLES } from '../../model/run/examples.ts';
import { FileButton } from '../../view/file-button.tsx';
import { fileDrop } from '../../view/file-drop.ts';
import { KeyList } from '../../view/key-rows.tsx';
import { MistakeList } from '../../view/mistake-list.tsx';
import { CopyLink } from './copy-link.tsx';
import { RUN_KEYS } from './keys.ts';
import { MachineEditor } from './machine-editor.tsx';
import type { EditorState } from './state/editor-state.ts';
import type { SourceState } from './state/source-state.ts';

interface SourcePanelProps {
  readonly editor: EditorState;
  /** Makes a link to what is looked at; undefined where there is none. */
  readonly link: () => Promise<string | undefined>;
}

/** What is played: a machine that is picked or edited, or a recording. */
export function SourcePanel({ editor, link }: SourcePanelProps): JSX.Element {
  const { source } = editor;
  const open = (file: File): void => void source.openFile(file);
  return (
    <aside class="input" aria-label="What runs" {...fileDrop(open)}>
      <div class="row">
        <label>
          Machine
          <select
            value={source.example.value}
            onChange={({ currentTarget: { value } }) => {
              location.hash = `#/run?machine=${value}`;
            }}
          >
            {source.example.value === '' && <option value="">your own</option>}
            {RUN_EXAMPLES.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <MachineEditor editor={editor} />
      <Mistakes source={source} />
      <div class="row">
        <button type="button" class="primary" title="Ctrl+Enter" onClick={() => source.playText()}>
          Run
        </button>
        <FileButton text="Open a recording" onFile={open} />
        <CopyLink link={link} />
        {source.busy.value && (
          <button type="button" onClick={() => source.stop()}>
            Stop
          </button>
        )}
      </div>
      <p role="status">{source.status.value}</p>
      <KeyList keys={RUN_KEYS} />
    </aside>
  );
}

function Mistakes({ source }: { readonly source: SourceState }): JSX.Element | null {
  const mistakes = source.mistakes.value;
  if (mistakes.length === 0) return null;
  return (
    <div role="alert">
      <MistakeList
        mistakes={mistakes}
        place={({ line }, text) => (
          <button type="button" class="link" onClick={() => showLine(source.text.value, line)}>
            {text}
          </button>
        )}
      />
    </div>
  );
}

/** Selects a line in the editor, which scrolls there. */
function showLine(text: string, line: number): void {
  const editor = document.getElementById('machine');
  if (!(editor instanceof HTMLTextAreaElement)) return;
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  editor.focus();
  editor.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  editor.scrollTop = (editor.scrollHeight / lines.length) * Math.max(0, line - 4);
}
