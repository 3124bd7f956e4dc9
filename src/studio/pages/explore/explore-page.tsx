import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { listenToPageKeys } from '../../view/page-keys.ts';
import { CampaignPanels } from './campaign-panels.tsx';
import { EXPLORE_KEYS } from './keys.ts';
import { PlanPanel } from './plan-panel.tsx';
import { ExploreState } from './state.ts';
import { WorldPanels } from './world-panels.tsx';

/** What is under way goes on while somebody looks at another page, and is there when they come back. */
let kept: ExploreState | undefined;

/** Calls that nobody chose, and small worlds to their end: how far it is, what was met, and what went wrong. */
export function ExplorePage(): JSX.Element {
  const state = useMemo(() => {
    kept ??= new ExploreState();
    return kept;
  }, []);
  useEffect(() => listenToPageKeys(EXPLORE_KEYS, state), [state]);
  const words = state.words.value;
  const walks = state.kind.value === 'walks';
  return (
    <div class="page explore">
      <PlanPanel state={state} words={words} />
      <main aria-busy={walks ? state.campaign.running.value : state.world.running.value}>
        {words !== undefined &&
          (walks ? (
            <CampaignPanels state={state.campaign} words={words} />
          ) : (
            <WorldPanels state={state.world} words={words} />
          ))}
      </main>
    </div>
  );
}
