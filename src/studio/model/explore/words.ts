import { ALL_PARTS } from '../../../core/explore/campaign/parts.ts';
import { INVARIANTS } from '../../../core/explore/invariants/registry.ts';
import { WORLDS } from '../../../core/explore/worlds/registry.ts';
import { ALL_PACKET_RULES } from '../../../core/gunyah/rules/packet.ts';
import { RM_RULES } from '../../../core/gunyah/rules/registry.ts';
import { PROFILES } from '../../../core/rules/profiles/registry.ts';
import { RULES } from '../../../core/rules/registry.ts';
import { GROUNDS } from './plan.ts';

/** A name, and what it stands for. */
export interface Word {
  readonly name: string;
  readonly what: string;
}

/** What can be explored, and what can be met on the way: what a page has to know before anything runs. */
export interface Words {
  readonly grounds: readonly Word[];
  readonly profiles: readonly string[];
  readonly worlds: readonly Word[];
  /** Parts of the specification: reasons for a refusal by the names of their rules, and calls that succeed. */
  readonly parts: readonly Word[];
  /** Rules of the managers. */
  readonly rules: readonly Word[];
  /** How many invariants there are. */
  readonly invariants: number;
}

/** All that this program has. */
export function wordsOf(): Words {
  const rules = [...RULES, ...ALL_PACKET_RULES, ...RM_RULES].map(({ id, what }) => ({ name: id, what }));
  const whatOf = new Map(rules.map(({ name, what }) => [name, what]));
  return {
    grounds: GROUNDS.map(({ name, what }) => ({ name, what })),
    profiles: PROFILES.map(({ name }) => name),
    worlds: WORLDS.map(({ name, what }) => ({ name, what })),
    parts: ALL_PARTS.map((name) => ({ name, what: whatOf.get(name) ?? succeeds(name) })),
    rules,
    invariants: INVARIANTS.length,
  };
}

function succeeds(part: string): string {
  return part === 'death' ? 'Somebody dies, and what they had goes back.' : `${part} is granted.`;
}
