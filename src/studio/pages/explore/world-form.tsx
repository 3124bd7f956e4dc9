import type { JSX } from 'preact';
import type { Words } from '../../model/explore/words.ts';
import type { WorldState } from './world-state.ts';

interface WorldFormProps {
  readonly state: WorldState;
  readonly words: Words;
}

/** Which world to explore, and the buttons that begin and end it. */
export function WorldForm({ state, words }: WorldFormProps): JSX.Element {
  const picked = state.picked.value;
  return (
    <form
      class="plan"
      onSubmit={(event) => {
        event.preventDefault();
        state.start();
      }}
    >
      <label>
        <span>World</span>
        <select
          value={picked}
          onChange={({ currentTarget: { value } }) => {
            state.picked.value = value;
          }}
        >
          {words.worlds.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <p class="aside">{words.worlds.find(({ name }) => name === picked)?.what}</p>
      <div class="row">
        <button type="submit" class="primary">
          {state.running.value ? 'Start anew' : 'Explore'}
        </button>
        {state.running.value && (
          <button type="button" onClick={() => state.stop()}>
            Stop
          </button>
        )}
      </div>
      <p class="aside">
        With all the memory there is: <code>tantalum explore --exhaustive {picked}</code>
      </p>
    </form>
  );
}
