import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { paceText } from '../../../core/explore/campaign/pace-text.ts';
import { coverageOf } from '../../model/explore/coverage.ts';
import type { CampaignView } from '../../model/explore/views.ts';
import type { Words } from '../../model/explore/words.ts';
import type { CampaignState } from './campaign-state.ts';
import { CoveragePanel } from './coverage-panel.tsx';
import { FoundPanel } from './found-panel.tsx';

interface CampaignPanelsProps {
  readonly state: CampaignState;
  readonly words: Words;
}

/** A campaign: how far it is, what was met, what went wrong. */
export function CampaignPanels({ state, words }: CampaignPanelsProps): JSX.Element {
  const view = state.view.value;
  if (view === undefined) return <Welcome invariants={words.invariants} />;
  return (
    <>
      <ProgressPanel state={state} view={view} />
      <FoundPanel found={view.found} ended={!state.running.value} explored={view.calls > 0} />
      {view.walks > 0 && <Met view={view} words={words} />}
    </>
  );
}

function ProgressPanel({
  state,
  view,
}: {
  readonly state: CampaignState;
  readonly view: CampaignView;
}): JSX.Element {
  const { wanted, walks } = view;
  const calls = view.calls + state.underWay.value;
  const seconds = state.seconds.value;
  const pace = state.running.value && calls > 0 ? `, ${paceText(calls, seconds, wanted - calls)}` : '';
  return (
    <section aria-labelledby="progress-title">
      <h2 id="progress-title">
        {calls.toLocaleString('en')} of {wanted.toLocaleString('en')} calls
      </h2>
      <progress max={wanted} value={calls} aria-label="Calls that were made" />
      <p class="aside">
        seed {view.seed}
        {view.faults && ', with faults'}, {walks.toLocaleString('en')} walks
        {pace}
      </p>
      {state.aside.value !== undefined && <p>The specification was left aside: {state.aside.value}.</p>}
      <p role="status">{state.status.value}</p>
    </section>
  );
}

/** What was met of the specification, or which rules of the manager. */
function Met({ view, words }: { readonly view: CampaignView; readonly words: Words }): JSX.Element {
  const [wantsRules, setWantsRules] = useState(false);
  const parts = view.parts && new Set(view.parts);
  const rules = wantsRules || parts === undefined;
  const coverage = rules
    ? coverageOf(words.rules, view.rules)
    : coverageOf(
        words.parts.filter(({ name }) => parts.has(name)),
        view.met,
      );
  return (
    <CoveragePanel
      title={rules ? 'Rules of the manager' : 'Parts of the specification'}
      coverage={coverage}
      choice={
        parts !== undefined && (
          <>
            <button type="button" aria-pressed={!rules} onClick={() => setWantsRules(false)}>
              Specification
            </button>
            <button type="button" aria-pressed={rules} onClick={() => setWantsRules(true)}>
              Manager
            </button>
          </>
        )
      }
    />
  );
}

function Welcome({ invariants }: Pick<Words, 'invariants'>): JSX.Element {
  return (
    <section class="welcome">
      <h2>Calls that nobody chose</h2>
      <p>
        Each is held against an executable specification and {invariants} invariants. What is wrong is cut
        down to a few moves, which open as a run at the call that went wrong. The same seed finds the same,
        here and on the command line.
      </p>
    </section>
  );
}
