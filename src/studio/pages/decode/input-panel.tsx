import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { SUPPORTED_VERSIONS, versionText } from '../../../core/abi/versions.ts';
import type { KindName } from '../../../core/decode/kind.ts';
import { KINDS } from '../../../core/decode/kinds.ts';
import { FileButton } from '../../view/file-button.tsx';
import { fileDrop } from '../../view/file-drop.ts';
import { openHelp } from './open-help.ts';
import type { DecodeState } from './state.ts';

/** Where the input comes from, and what it is to be read as. */
export function InputPanel({ state }: { readonly state: DecodeState }): JSX.Element {
  const [over, setOver] = useState(false);
  const open = (file: File): void => void state.openFile(file);
  const { onDragOver, onDrop } = fileDrop(open);
  return (
    <aside
      class={over ? 'input over' : 'input'}
      aria-label="Input"
      onDragOver={(event) => {
        onDragOver(event);
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        onDrop(event);
      }}
    >
      <Box state={state} />
      <div class="row">
        <FileButton text="Open a file" onFile={open} />
        <button type="button" onClick={() => state.open({ input: '', name: '' })}>
          Clear
        </button>
        <button type="button" class="quiet" onClick={openHelp} title="Keys (?)">
          Keys
        </button>
      </div>
      <ReadAs state={state} />
    </aside>
  );
}

function Box({ state }: { readonly state: DecodeState }): JSX.Element {
  const { input, name } = state.subject.value;
  if (typeof input !== 'string')
    return (
      <p class="file">
        <strong>{name || 'Bytes'}</strong> {input.length} bytes
      </p>
    );
  return (
    <label class="box">
      <span>Paste bytes, a dump, a log or a recording</span>
      <textarea
        id="input"
        spellcheck={false}
        autocomplete="off"
        value={input}
        onInput={({ currentTarget }) => state.type(currentTarget.value)}
      />
    </label>
  );
}

function ReadAs({ state }: { readonly state: DecodeState }): JSX.Element {
  return (
    <div class="row">
      <label>
        Read as
        <select
          value={state.call.value ?? ''}
          onChange={({ currentTarget: { value } }) =>
            state.readAs({ call: value === '' ? undefined : (value as KindName) })
          }
        >
          <option value="">what it looks like</option>
          {KINDS.map(({ name, about }) => (
            <option key={name} value={name} title={about}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        of FF-A
        <select
          value={state.version.value ?? ''}
          onChange={({ currentTarget: { value } }) =>
            state.readAs({ version: value === '' ? undefined : Number(value) })
          }
        >
          <option value="">most likely</option>
          {SUPPORTED_VERSIONS.map((version) => (
            <option key={version} value={version}>
              {versionText(version)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
