/** Rules that a recording may name, whoever refused. */

import { ALL_PACKET_RULES, PACKET_RULES } from '../gunyah/rules/packet.ts';
import { RM_RULES } from '../gunyah/rules/registry.ts';
import { RULES } from '../rules/registry.ts';
import type { AnyRule } from '../rules/rule.ts';

/** Every rule of FF-A's manager and of Gunyah's. */
export const TRACED_RULES: readonly AnyRule[] = [...RULES, ...ALL_PACKET_RULES, ...RM_RULES];

/** A rule by its id. */
export function tracedRule(id: string): AnyRule | undefined {
  return TRACED_RULES.find((rule) => rule.id === id);
}

/** The rule that a packet broke, by what a recording says of it: "shorter than a header". */
export function packetRule(why: string): AnyRule | undefined {
  return Object.entries(PACKET_RULES).find(([dropped]) => dropped === why)?.[1];
}
