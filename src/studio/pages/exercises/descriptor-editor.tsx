import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { versionText } from '../../../core/abi/versions.ts';
import { functionOfKind } from '../../../core/decode/carried-kind.ts';
import type { FieldGroup } from '../../../core/decode/field-groups.ts';
import { bytesOfDigits } from '../../../core/decode/hex-digits.ts';
import { fieldAt } from '../../model/field-at.ts';
import { hexRows } from '../../model/hex-rows.ts';
import { withDigit } from '../../model/learn/edit-bytes.ts';
import type { DescriptorTask } from '../../model/learn/exercise.ts';
import type { Range } from '../../model/range.ts';
import { HexView } from '../../view/hex-view.tsx';
import { fieldsAsker } from '../../worker/exercise-client.ts';
import { FieldInputs } from './field-inputs.tsx';
import type { ExercisesState } from './state.ts';

interface DescriptorEditorProps {
  readonly state: ExercisesState;
  readonly task: DescriptorTask;
}

/** The bytes of a descriptor, to be typed over in hex or field by field. */
export function DescriptorEditor({ state, task }: DescriptorEditorProps): JSX.Element {
  const text = state.answer.value;
  const bytes = useMemo(() => Uint8Array.from(bytesOfDigits(text.replaceAll(/\s/g, ''))), [text]);
  const parts = useFields(bytes, task);
  const [cursor, setCursor] = useState(0);
  const [hovered, setHovered] = useState<Range>();
  /** Whether the next digit is the second of its byte. */
  const [second, setSecond] = useState(false);
  const write = (changed: Uint8Array): void => state.write(hexRows(changed).join('\n'));
  const select = (offset: number): void => {
    setCursor(offset);
    setSecond(false);
  };
  const type = (digit: number): void => {
    write(withDigit(bytes, cursor, second, digit));
    if (second) setCursor(Math.min(cursor + 1, bytes.length - 1));
    setSecond(!second);
  };
  const selected = fieldAt(parts, cursor) ?? { offset: cursor, length: 1 };
  return (
    <section
      aria-label="The descriptor"
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void state.check();
      }}
    >
      <p class="aside">
        {bytes.length} bytes of {task.by}, which speaks FF-A {versionText(task.version)}, for{' '}
        {functionOfKind(task.sends)}. Type over the bytes, or change the fields.
      </p>
      <div class="bytes">
        <HexView
          bytes={bytes}
          marks={marksOf(state)}
          selected={selected}
          hovered={hovered}
          cursor={cursor}
          onHover={(offset) => setHovered(offset === undefined ? undefined : fieldAt(parts, offset))}
          onSelect={select}
          onDigit={type}
        />
        <FieldInputs
          bytes={bytes}
          parts={parts}
          selected={selected}
          hovered={hovered}
          onHover={setHovered}
          onSelect={select}
          onWrite={write}
        />
      </div>
    </section>
  );
}

/** The fields of bytes, which come a moment later. */
function useFields(bytes: Uint8Array, task: DescriptorTask): readonly FieldGroup[] {
  const [parts, setParts] = useState<readonly FieldGroup[]>([]);
  const asker = useMemo(fieldsAsker, []);
  useEffect(() => {
    void asker.ask({ task, bytes }).then((asked) => 'answer' in asked && setParts(asked.answer));
  }, [asker, task, bytes]);
  useEffect(() => () => asker.end(), [asker]);
  return parts;
}

/** The bytes that the rule pointed at, as long as nothing was changed since. */
function marksOf(state: ExercisesState): readonly Range[] {
  const checked = state.checked.value;
  if (checked?.answer !== state.answer.value) return [];
  const events = checked.view.steps.at(-1)?.events ?? [];
  return events.flatMap(({ evidence }) => (evidence?.kind === 'bytes' ? evidence.marks : []));
}
