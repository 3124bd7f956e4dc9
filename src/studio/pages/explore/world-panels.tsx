import type { JSX } from 'preact';
import { coverageOf } from '../../model/explore/coverage.ts';
import type { WorldStage, WorldView } from '../../model/explore/views.ts';
import type { Words } from '../../model/explore/words.ts';
import { FoundPanel } from './found-panel.tsx';
import { LevelsPanel } from './levels-panel.tsx';
import { SeenRules } from './seen-rules.tsx';
import type { WorldState } from './world-state.ts';

interface WorldPanelsProps {
  readonly state: WorldState;
  readonly words: Words;
}

/** A small world: how many states it has, how far they are from the beginning, and whether there are others. */
export function WorldPanels({ state, words }: WorldPanelsProps): JSX.Element {
  const view = state.view.value;
  const running = state.running.value;
  if (view === undefined)
    return (
      <section class="welcome">
        <h2>Everything that can happen</h2>
        <p>
          A world is a machine so small that nothing is left to chance: everything that can be done in a state
          is done in it, breadth first, until there is no state that was not met.
        </p>
        <p role="status">{state.status.value}</p>
      </section>
    );
  return (
    <>
      <Summary view={view} status={state.status.value} running={running} />
      {view.found !== undefined && <FoundPanel found={[view.found]} ended={!running} explored />}
      {view.levels !== undefined && <LevelsPanel levels={view.levels} />}
      <SeenRules coverage={coverageOf(words.rules, view.rules)} />
    </>
  );
}

interface SummaryProps {
  readonly view: WorldView;
  readonly status: string;
  readonly running: boolean;
}

const count = (value: number): string => value.toLocaleString('en');

function Summary({ view, status, running }: SummaryProps): JSX.Element {
  const { name, states, edges, depth, left, seconds, bytes, stage } = view;
  const figures: readonly (readonly [string, string])[] = [
    ['States', count(states)],
    ['Edges', count(edges)],
    ['Depth', count(depth)],
    ['Not gone on from', count(left)],
    ['Edges a second', count(Math.round(edges / Math.max(seconds, 0.001)))],
    ['Bytes a state', count(Math.ceil(bytes / Math.max(states, 1)))],
  ];
  return (
    <section aria-labelledby="world-title">
      <h2 id="world-title">{name}</h2>
      <p
        class={
          stage === 'closed' ? 'verdict-line good' : stage === 'more' ? 'verdict-line' : 'verdict-line bad'
        }
        role="status"
      >
        {running ? status : closureText(stage, left)}
      </p>
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function closureText(stage: WorldStage, left: number): string {
  switch (stage) {
    case 'closed':
      return 'Closed: there is no other state, and all is as it has to be.';
    case 'full':
      return 'Not closed: it has more states than a page holds. The command has room for them.';
    case 'broken':
      return 'Something does not hold, and this is the shortest way to it.';
    case 'more':
      return `Not closed: ${count(left)} states are known that were not gone on from.`;
  }
}
