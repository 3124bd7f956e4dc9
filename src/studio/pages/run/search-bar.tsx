import type { JSX } from 'preact';
import type { RunState } from './state/run-state.ts';

/** Looks for events: words, and keys with values. */
export function SearchBar({ state }: { readonly state: RunState }): JSX.Element {
  const found = state.search.found.value.length;
  const trouble = state.search.trouble.value;
  return (
    <search class="row">
      <label>
        <span class="unseen">Search</span>
        <input
          id="search"
          type="search"
          placeholder="handle:7 status:DENIED page:0x40100"
          value={state.search.query.value}
          onInput={({ currentTarget }) => void state.search.look(currentTarget.value)}
          onKeyDown={({ key, shiftKey }) => {
            if (key === 'Enter') state.stepFound(shiftKey ? -1 : 1);
          }}
        />
      </label>
      <span role="status" class={trouble === '' ? 'aside' : 'bad'}>
        {trouble !== '' ? trouble : state.search.query.value === '' ? '' : `${found} of ${state.count} found`}
      </span>
      {found > 0 && (
        <button type="button" onClick={() => state.stepFound(1)} title="Enter">
          Next
        </button>
      )}
    </search>
  );
}
