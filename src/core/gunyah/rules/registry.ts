import { create, region } from './create.ts';
import { message } from './message.ts';
import { accept, append, lookup, notify, reclaim, release } from './parcel.ts';
import type { RmRule } from './rule.ts';
import { reserve, vm } from './vm.ts';

/** Every rule of the resource manager, area by area, in the order in which a message meets them. */
export const RM_RULES: readonly RmRule[] = [
  message,
  create,
  region,
  append,
  accept,
  release,
  reclaim,
  notify,
  lookup,
  vm,
  reserve,
].flatMap((area) => Object.values<RmRule>(area));
