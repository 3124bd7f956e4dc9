import type { Differences } from '../differences.ts';

export const HAFNIUM_DIFFERENCES: Differences = {
  profile: 'hafnium',
  lacks: [],
  differs: [
    {
      seen: 'NOT_SUPPORTED',
      rule: 'version/minor',
      source: 'ffa-hafnium 1.3',
      at: {
        'discovery/version': ['a newer minor version is asked for'],
      },
    },
  ],
};
