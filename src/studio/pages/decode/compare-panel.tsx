import type { JSX } from 'preact';
import type { AnnotatedField } from '../../../core/abi/annotation.ts';
import { nameInGroup, type ViewPart } from '../../../core/decode/field-groups.ts';
import type { PieceView, VersionColumn } from '../../model/piece-view.ts';
import { meets } from '../../model/range.ts';
import { Scroll } from '../../view/scroll.tsx';
import type { DecodeState } from './state.ts';

interface ComparePanelProps {
  readonly state: DecodeState;
  readonly shown: PieceView;
}

/** The same bytes as three versions read them: a layout of one version in the hands of another shows at once. */
export function ComparePanel({ state, shown }: ComparePanelProps): JSX.Element {
  return (
    <section>
      <h2>Read as each version</h2>
      <p class="aside">Most likely {shown.likelihood}</p>
      <div class="columns">
        {shown.columns.map((column) => (
          <Column key={column.version} state={state} column={column} />
        ))}
      </div>
    </section>
  );
}

function Column({
  state,
  column,
}: {
  readonly state: DecodeState;
  readonly column: VersionColumn;
}): JSX.Element {
  const { version, text, likely, chosen, valid, rules, parts } = column;
  return (
    <article class={chosen ? 'chosen' : ''} aria-label={`Read as FF-A ${text}`}>
      <header>
        <button type="button" aria-pressed={chosen} onClick={() => state.readAs({ version })}>
          FF-A {text}
        </button>
        {likely && <span class="badge">most likely</span>}
        <span class={valid ? 'good' : 'bad'}>
          {valid ? 'valid' : rules.length === 0 ? 'incomplete' : 'broken'}
        </span>
      </header>
      {rules.length > 0 && <p class="bad rules">{shortened(rules)}</p>}
      <Scroll class="tall" label={`Fields of FF-A ${text}`}>
        {parts.map((part, index) => (
          <Part key={'omitted' in part ? `omitted-${index}` : part.name} state={state} part={part} />
        ))}
      </Scroll>
    </article>
  );
}

/** More rules than these say little. */
const MOST_RULES = 3;

function shortened(rules: readonly string[]): string {
  const more = rules.length - MOST_RULES;
  return `${rules.slice(0, MOST_RULES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function Part({ state, part }: { readonly state: DecodeState; readonly part: ViewPart }): JSX.Element {
  if ('omitted' in part) return <p class="aside">{part.omitted} more like these</p>;
  return (
    <dl>
      <dt>{part.name}</dt>
      {part.fields.map((field) => (
        <Line key={field.offset} state={state} field={field} />
      ))}
    </dl>
  );
}

function Line({
  state,
  field,
}: {
  readonly state: DecodeState;
  readonly field: AnnotatedField;
}): JSX.Element {
  const names = [
    meets(state.selected.value, field) && 'selected',
    meets(state.hovered.value, field) && 'hovered',
  ];
  return (
    <dd
      class={names.filter(Boolean).join(' ')}
      onMouseEnter={() => {
        state.hovered.value = field;
      }}
      onMouseLeave={() => {
        state.hovered.value = undefined;
      }}
    >
      <span class="offset">{field.offset}</span> {nameInGroup(field)} <code>{field.value}</code>
    </dd>
  );
}
