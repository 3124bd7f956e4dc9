import { accept } from './accept.ts';
import { create, region } from './create.ts';
import { message } from './message.ts';
import { notify } from './notify.ts';
import { append, lookup, reclaim, release } from './parcel.ts';
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

const BY_ID: ReadonlyMap<string, RmRule> = new Map(RM_RULES.map((rule) => [rule.id, rule]));

/** The rule with an id; undefined for one that is not the resource manager's. */
export function rmRuleById(id: string): RmRule | undefined {
  return BY_ID.get(id);
}
