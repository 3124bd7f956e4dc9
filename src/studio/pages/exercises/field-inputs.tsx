import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AnnotatedField } from '../../../core/abi/annotation.ts';
import { type FieldGroup, nameInGroup, remarkOf } from '../../../core/decode/field-groups.ts';
import { isEditable, withField } from '../../model/learn/edit-bytes.ts';
import { meets, type Range } from '../../model/range.ts';
import { Scroll } from '../../view/scroll.tsx';

interface FieldInputsProps {
  readonly bytes: Uint8Array;
  readonly parts: readonly FieldGroup[];
  readonly selected: Range;
  readonly hovered: Range | undefined;
  readonly onHover: (range: Range | undefined) => void;
  readonly onSelect: (offset: number) => void;
  readonly onWrite: (bytes: Uint8Array) => void;
}

/** The fields of a descriptor, whose numbers can be changed. */
export function FieldInputs(props: FieldInputsProps): JSX.Element {
  return (
    <Scroll class="fields" label="Fields">
      <table>
        <thead>
          <tr>
            <th scope="col">Byte</th>
            <th scope="col">Field</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        {props.parts.map((part) => (
          <tbody key={part.name}>
            <tr>
              <th scope="rowgroup" colSpan={3} class="group">
                {part.name}
              </th>
            </tr>
            {part.fields.map((field) => (
              <FieldRow key={field.offset} field={field} {...props} />
            ))}
          </tbody>
        ))}
      </table>
    </Scroll>
  );
}

function FieldRow({
  field,
  bytes,
  selected,
  hovered,
  onHover,
  onSelect,
  onWrite,
}: FieldInputsProps & { readonly field: AnnotatedField }): JSX.Element {
  const [wrong, setWrong] = useState(false);
  const { offset, length, path, value, about } = field;
  const remark = remarkOf(field);
  const write = (text: string): void => {
    const changed = withField(bytes, field, text);
    setWrong(changed === undefined);
    if (changed !== undefined) onWrite(changed);
  };
  const look = [meets(selected, field) && 'selected', meets(hovered, field) && 'hovered'];
  return (
    <tr
      class={look.filter(Boolean).join(' ')}
      onMouseEnter={() => onHover(field)}
      onMouseLeave={() => onHover(undefined)}
    >
      <td class="offset">{offset}</td>
      <td title={about}>{nameInGroup(field)}</td>
      <td>
        {isEditable(field) ? (
          <input
            class="number"
            aria-label={`${path}, byte ${offset}`}
            aria-invalid={wrong}
            autocomplete="off"
            spellcheck={false}
            value={value}
            onFocus={() => onSelect(offset)}
            onChange={({ currentTarget }) => write(currentTarget.value)}
            // Before who hears of it above has the descriptor checked.
            onKeyDown={({ key, currentTarget }) => key === 'Enter' && write(currentTarget.value)}
          />
        ) : (
          <code>{value}</code>
        )}
        {wrong && <span class="bad">no number of {length} bytes</span>}
        {remark !== '' && <span class="remark">{remark}</span>}
      </td>
    </tr>
  );
}
