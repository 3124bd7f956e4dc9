/** Rules that a recording may name, whoever refused. */

import { hexText } from '../abi/hex.ts';
import { ALL_PACKET_RULES, PACKET_RULES } from '../gunyah/rules/packet.ts';
import { RM_RULES, rmRuleById } from '../gunyah/rules/registry.ts';
import { linuxErrno, rmErrorCode } from '../gunyah/wire/errors.ts';
import { RULES, ruleById } from '../rules/registry.ts';
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

/** What who breaks a rule gets to see: "DENIED", "MEM_INUSE (0x10), which Linux takes for EBUSY". */
export function ruleAnswer({ id }: AnyRule): string {
  const status = ruleById(id)?.status;
  if (status !== undefined) return status;
  const error = rmRuleById(id)?.error;
  if (error === undefined) return 'there is no answer';
  const code = rmErrorCode(error);
  return `${error} (${hexText(code)}), which Linux takes for ${linuxErrno(code)}`;
}
