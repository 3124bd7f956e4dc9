import type { Case } from './case.ts';
import { DONATE_CASES } from './cases/donate.ts';
import { DONATE_MISTAKES } from './cases/donate-mistakes.ts';
import { DONATE_RETRIEVES } from './cases/donate-retrieve.ts';
import { FRAGMENT_CASES } from './cases/fragments.ts';
import { LEND_CASES } from './cases/lend.ts';
import { LEND_CLEARS } from './cases/lend-clear.ts';
import { LEND_MISTAKES } from './cases/lend-mistakes.ts';
import { LEND_RETRIEVES } from './cases/lend-retrieve.ts';
import { LEND_STATES } from './cases/lend-states.ts';
import { RETURN_CASES } from './cases/returns.ts';
import { SHARE_CASES } from './cases/share.ts';
import { SHARE_MISTAKES } from './cases/share-mistakes.ts';
import { SHARE_RETRIEVES } from './cases/share-retrieve.ts';
import { SHARE_STATES } from './cases/share-states.ts';
import { VERSION_1_2_CASES } from './cases/version-1-2.ts';

/** Every case there is, area by area. */
export const CASES: readonly Case[] = [
  SHARE_CASES,
  SHARE_MISTAKES,
  SHARE_RETRIEVES,
  SHARE_STATES,
  LEND_CASES,
  LEND_MISTAKES,
  LEND_RETRIEVES,
  LEND_CLEARS,
  LEND_STATES,
  DONATE_CASES,
  DONATE_MISTAKES,
  DONATE_RETRIEVES,
  RETURN_CASES,
  VERSION_1_2_CASES,
  FRAGMENT_CASES,
].flat();
