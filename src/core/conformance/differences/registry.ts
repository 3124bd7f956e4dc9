import { SPEC } from '../../rules/profile.ts';
import type { Differences } from '../differences.ts';
import { HAFNIUM_DIFFERENCES } from './hafnium.ts';
import { OPTEE_DIFFERENCES } from './optee.ts';
import { PKVM_DIFFERENCES } from './pkvm.ts';
import { TFA_EL3_DIFFERENCES } from './tfa-el3.ts';
import { XEN_DIFFERENCES } from './xen.ts';

/** What the consensus reading does instead of what the suite expects: nothing. */
const NONE: Differences = { profile: SPEC.name, lacks: [], differs: [] };

/** One for each profile. */
export const DIFFERENCES: readonly Differences[] = [
  NONE,
  HAFNIUM_DIFFERENCES,
  TFA_EL3_DIFFERENCES,
  OPTEE_DIFFERENCES,
  XEN_DIFFERENCES,
  PKVM_DIFFERENCES,
];

/** How a profile departs from the suite. Throws for a profile of which nobody has said it. */
export function differencesOf(profile: string): Differences {
  const found = DIFFERENCES.find((each) => each.profile === profile);
  if (found === undefined) throw new TypeError(`nobody has said how ${profile} departs from the suite`);
  return found;
}
