import type { Case } from './case.ts';
import { FRAGMENT_CASES } from './cases/fragments.ts';
import { SHARE_CASES } from './cases/share.ts';
import { SHARE_MISTAKES } from './cases/share-mistakes.ts';
import { SHARE_RETRIEVES } from './cases/share-retrieve.ts';
import { SHARE_STATES } from './cases/share-states.ts';

/** Every case there is, area by area. */
export const CASES: readonly Case[] = [
  SHARE_CASES,
  SHARE_MISTAKES,
  SHARE_RETRIEVES,
  SHARE_STATES,
  FRAGMENT_CASES,
].flat();
