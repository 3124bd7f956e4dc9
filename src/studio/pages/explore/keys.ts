import { LOOK_KEY, type PageKey } from '../../view/page-keys.ts';
import type { ExploreState } from './state.ts';

/** The keys of the explore page. */
export const EXPLORE_KEYS: readonly PageKey<ExploreState>[] = [
  { key: 's', about: 'start, stop or go on', run: startOrStop },
  {
    key: 'w',
    about: 'walks, or small worlds',
    run: ({ kind }) => {
      kind.value = kind.value === 'walks' ? 'worlds' : 'walks';
    },
  },
  { key: 'm', about: 'go to the map, where arrows go from cell to cell', run: () => goTo('coverage') },
  { key: 'f', about: 'go to what was found', run: () => goTo('found') },
  LOOK_KEY,
];

function startOrStop({ kind, campaign, world }: ExploreState): void {
  const shown = kind.value === 'walks' ? campaign : world;
  if (shown.running.value) shown.stop();
  else if (shown === campaign && campaign.canGoOn) campaign.goOn();
  else shown.start();
}

function goTo(id: string): void {
  document.getElementById(id)?.focus();
}
