import { LOOK_KEY, type PageKey } from '../../view/page-keys.ts';
import type { RunState } from './state/run-state.ts';

/** The keys of the run page, and of reports. */
export const RUN_KEYS: readonly PageKey<RunState>[] = [
  { key: 'ArrowLeft', about: 'a call back', run: (state) => state.goTo(state.moment.value - 1) },
  { key: 'ArrowRight', about: 'a call on', run: (state) => state.goTo(state.moment.value + 1) },
  { key: 'n', about: 'next refusal or fault', run: (state) => state.step(1) },
  { key: 'p', about: 'previous refusal or fault', run: (state) => state.step(-1) },
  { key: '/', about: 'search', run: () => document.getElementById('search')?.focus() },
  { key: '+', about: 'stretch the timeline', run: (state) => state.time.zoom(-1) },
  { key: '-', about: 'shrink the timeline', run: (state) => state.time.zoom(1) },
  {
    key: 'm',
    about: 'go to the page map, where arrows go from cell to cell',
    run: () => document.getElementById('page-map')?.focus(),
  },
  { key: 'Escape', about: 'look at the page that each call is about', run: (state) => state.followPages() },
  LOOK_KEY,
];

/** Those that work beside them where a run is watched. */
export const LIVE_KEYS: readonly PageKey<RunState>[] = [
  {
    key: 'b',
    about: 'begin anew: forget what came, and show what comes',
    run: (state) => state.live.beginAnew(),
  },
];
