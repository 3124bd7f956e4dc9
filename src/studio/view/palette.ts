import { theme } from './theme.ts';

/** The colours of canvases, which see no style sheet. */
export interface Palette {
  readonly ground: string;
  readonly line: string;
  readonly text: string;
  readonly soft: string;
  readonly accent: string;
  readonly bad: string;
  readonly found: string;
  /** Of pages that nobody is known to own. */
  readonly unknown: string;
  /** Endpoints, in turn: far apart for eyes that see few colours, and each readable below `text`. */
  readonly lanes: readonly string[];
}

const LIGHT: Palette = {
  ground: '#ffffff',
  line: '#cdd2da',
  text: '#1a1d23',
  soft: '#4d5563',
  accent: '#1d4ed8',
  bad: '#c81e1e',
  found: '#b45309',
  unknown: '#eceff4',
  lanes: ['#9cc2f5', '#f6c177', '#a3d9a5', '#e2a6d4', '#f2e07a', '#9adbd9', '#d5b79b', '#c4b5f7'],
};

const DARK: Palette = {
  ground: '#14171c',
  line: '#39404d',
  text: '#f2f4f8',
  soft: '#a9b1bf',
  accent: '#8ab4ff',
  bad: '#ff6b63',
  found: '#f5b13d',
  unknown: '#252a33',
  lanes: ['#2f5d9e', '#96610f', '#2f7a3c', '#8d3d7c', '#7d6c0e', '#1f7673', '#77553a', '#5b47a8'],
};

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The colours of the look that the page has now. */
export function palette(): Palette {
  const chosen = theme.value;
  return chosen === 'dark' || (chosen !== 'light' && dark.matches) ? DARK : LIGHT;
}

/** The colour of an endpoint; of nobody for -1. */
export function laneColour({ lanes, unknown }: Palette, lane: number): string {
  return lane < 0 ? unknown : (lanes[lane % lanes.length] ?? unknown);
}
