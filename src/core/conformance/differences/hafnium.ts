import type { Differences } from '../differences.ts';

export const HAFNIUM_DIFFERENCES: Differences = { profile: 'hafnium', lacks: [], differs: [] };
