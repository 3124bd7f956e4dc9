import { Fragment, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { AnnotatedField } from '../../../core/abi/annotation.ts';
import type { Fault } from '../../../core/abi/decoded.ts';
import { nameInGroup, remarkOf } from '../../../core/decode/field-groups.ts';
import type { BreachView, PieceView } from '../../model/piece-view.ts';
import { placed } from '../../model/placed.ts';
import { meets, rangeText } from '../../model/range.ts';
import { BreachCard } from './breach-card.tsx';
import type { DecodeState } from './state.ts';

interface FieldTableProps {
  readonly state: DecodeState;
  readonly shown: PieceView;
}

/** The fields, structure by structure, with the rules that are broken below the field that breaks them. */
export function FieldTable({ state, shown }: FieldTableProps): JSX.Element {
  const { parts, breaches, faults } = shown;
  const troubles = placed(parts, [...breaches, ...faults]);
  const table = useRef<HTMLTableElement>(null);
  const selected = state.selected.value;
  useEffect(() => {
    if (selected !== undefined) reveal(table.current?.querySelector('tr.selected'));
  }, [selected]);
  return (
    <div class="fields">
      <table ref={table} onKeyDown={walk}>
        <thead>
          <tr>
            <th scope="col">Byte</th>
            <th scope="col">Field</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        {parts.map((part, index) =>
          'omitted' in part ? (
            <tbody key={`omitted-${index}`}>
              <tr>
                <td colSpan={3}>
                  <button type="button" onClick={() => state.showAll()} disabled={state.all.value}>
                    {part.omitted} more like these
                  </button>
                </td>
              </tr>
            </tbody>
          ) : (
            <tbody key={part.name}>
              <tr>
                <th colSpan={3} scope="rowgroup" class="group">
                  {part.name}
                </th>
              </tr>
              {part.fields.map((field) => (
                <Fragment key={field.offset}>
                  <FieldRow state={state} field={field} broken={troubles.has(field)} />
                  <Troubles state={state} list={troubles.get(field)} />
                </Fragment>
              ))}
            </tbody>
          ),
        )}
        <tbody>
          <Troubles state={state} list={troubles.get(undefined)} />
        </tbody>
      </table>
    </div>
  );
}

interface FieldRowProps {
  readonly state: DecodeState;
  readonly field: AnnotatedField;
  readonly broken: boolean;
}

function FieldRow({ state, field, broken }: FieldRowProps): JSX.Element {
  const remark = remarkOf(field);
  const lit = meets(state.selected.value, field);
  const names = [broken && 'broken', lit && 'selected', meets(state.hovered.value, field) && 'hovered'];
  return (
    <tr
      class={names.filter(Boolean).join(' ')}
      title={field.about}
      onMouseEnter={() => {
        state.hovered.value = field;
      }}
      onMouseLeave={() => {
        state.hovered.value = undefined;
      }}
    >
      <td class="offset">{field.offset}</td>
      <td>
        <button type="button" class="field" aria-pressed={lit} onClick={() => state.select(field)}>
          {nameInGroup(field)}
        </button>
      </td>
      <td>
        <code>{field.value}</code>
        {remark !== '' && <span class="remark">{remark}</span>}
      </td>
    </tr>
  );
}

interface TroublesProps {
  readonly state: DecodeState;
  readonly list: readonly (BreachView | Fault)[] | undefined;
}

function Troubles({ state, list = [] }: TroublesProps): JSX.Element {
  return (
    <>
      {list.map((one) => (
        <tr key={`${'rule' in one ? one.rule.id : one.path}@${one.offset}`} class="trouble">
          <td colSpan={3}>
            {'rule' in one ? (
              <BreachCard state={state} breach={one} />
            ) : (
              <p class="bad">
                {rangeText(one)}: {one.path}: {one.detail}
              </p>
            )}
          </td>
        </tr>
      ))}
    </>
  );
}

/** Arrows go from field to field. */
function walk(event: KeyboardEvent & { readonly currentTarget: HTMLTableElement }): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button.field')];
  const at = buttons.findIndex((button) => button.matches(':focus'));
  const next = buttons[at + step];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
  next.click();
}

/** Scrolls the box around a row, and not the page. */
function reveal(row: Element | null | undefined): void {
  const box = row?.closest('.fields');
  if (row === null || row === undefined || box === null || box === undefined) return;
  const [inner, outer] = [row.getBoundingClientRect(), box.getBoundingClientRect()];
  const margin = 40;
  if (inner.top < outer.top + margin) box.scrollTop -= outer.top + margin - inner.top;
  else if (inner.bottom > outer.bottom - margin) box.scrollTop += inner.top - outer.top - margin;
}
