import { ABI } from './abi.ts';
import { GUNYAH } from './gunyah.ts';
import { MEDIATOR } from './mediator.ts';
import { MEMORY } from './memory.ts';
import { RULES } from './rules.ts';
import { SPMC } from './spmc.ts';

/** Changes of Stryker's that no test can notice, and why. One that is noticed all the same must not stand here. */
export const STRYKER_JUSTIFIED: Readonly<Record<string, string>> = {
  ...ABI,
  ...GUNYAH,
  ...MEDIATOR,
  ...MEMORY,
  ...RULES,
  ...SPMC,
};
