import { type Profile, SPEC } from '../profile.ts';
import { HAFNIUM } from './hafnium.ts';
import { OPTEE } from './optee.ts';
import { PKVM } from './pkvm.ts';
import { TFA_EL3 } from './tfa-el3.ts';
import { XEN } from './xen.ts';

/** Every profile, the default first. */
export const PROFILES: readonly Profile[] = [SPEC, HAFNIUM, TFA_EL3, OPTEE, XEN, PKVM];

/** A profile by its name. */
export function profileNamed(name: string): Profile | undefined {
  return PROFILES.find((profile) => profile.name === name);
}
