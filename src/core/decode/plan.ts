/** How memory travels in a send: constituents, fragments, calls. */

import { planTransaction } from '../abi/encode-transaction.ts';
import { planFragments } from '../abi/fragments.ts';
import { CONSTITUENT } from '../abi/layouts.ts';
import { PAGE_SIZE, pagesIn } from '../abi/pages.ts';
import type { Constituent } from '../abi/transaction.ts';
import { descriptor as descriptorRules } from '../rules/descriptor-rules.ts';
import { Policy, type Profile } from '../rules/profile.ts';
import { PROFILES } from '../rules/profiles/registry.ts';
import type { Rule } from '../rules/rule.ts';
import { send as rules } from '../rules/send.ts';

/** What is to be sent, and how. */
export interface PlanOptions {
  readonly constituents: readonly Constituent[];
  /** FF-A version, whose layout the descriptor has. */
  readonly version: number;
  /** Bytes of the TX buffer. */
  readonly txBytes: number;
  readonly receivers: number;
}

/** One call of a send. */
export interface PlannedCall {
  readonly function: 'FFA_MEM_SHARE' | 'FFA_MEM_FRAG_TX';
  /** Bytes of the descriptor that it brings: from where, and how many. */
  readonly offset: number;
  readonly length: number;
  /** The constituents among them: the first, counted from 0, and how many. */
  readonly first: number;
  readonly count: number;
}

export interface Plan {
  /** Bytes of the whole descriptor. */
  readonly length: number;
  readonly pages: number;
  readonly calls: readonly PlannedCall[];
}

/** Lays a send out. Throws a RangeError when TX has no room for what the first fragment has to hold. */
export function planSend({ constituents, version, txBytes, receivers }: PlanOptions): Plan {
  const receiver = { endpoint: 0, permissions: 0, flags: 0, impdef: [0n, 0n] as const };
  const { length, constituentsOffset } = planTransaction(
    {
      sender: 0,
      attributes: 0,
      flags: 0,
      handle: 0n,
      tag: 0n,
      receivers: new Array(receivers).fill(receiver),
      composite: { constituents },
    },
    version,
  );
  let first = 0;
  const calls = planFragments(length, constituentsOffset, txBytes).map((fragment): PlannedCall => {
    const head = fragment.offset === 0 ? constituentsOffset : 0;
    const count = (fragment.length - head) / CONSTITUENT.size;
    const function_ = fragment.offset === 0 ? 'FFA_MEM_SHARE' : 'FFA_MEM_FRAG_TX';
    const call: PlannedCall = { function: function_, ...fragment, first, count };
    first += count;
    return call;
  });
  return { length, pages: pagesIn(constituents), calls };
}

/** Why a profile would refuse a plan, whatever else the descriptor says; undefined when nothing stands against it. */
export function obstacleOf(
  { calls, pages }: Plan,
  { constituents, receivers }: PlanOptions,
  profile: Profile,
): Rule | undefined {
  const policy = new Policy(profile);
  const { limits } = policy;
  if (calls.length > 1 && policy.enforces(rules.whole)) return rules.whole;
  if (calls.length > 1 && !policy.has('FFA_MEM_FRAG_TX')) return rules.whole;
  if (receivers > limits.receivers) return descriptorRules.receiverCountMax;
  if (pages > limits.pagesPerSend) return rules.pageCountMax;
  if (constituents.length > limits.constituentsPerEndpoint) return rules.constituentQuota;
  return undefined;
}

/** Every profile with what it has against a plan. */
export function obstacles(
  plan: Plan,
  options: PlanOptions,
): readonly { readonly profile: Profile; readonly rule: Rule | undefined }[] {
  return PROFILES.map((profile) => ({ profile, rule: obstacleOf(plan, options, profile) }));
}

/** The constituents of so many pages of 4 KiB that lie as badly as a kernel's granule allows: each granule alone. */
export function scattered(pages: number, granulePages: number): readonly Constituent[] {
  const constituents: Constituent[] = [];
  for (let left = pages, index = 0; left > 0; left -= granulePages, index++)
    constituents.push({
      address: index * 2 * granulePages * PAGE_SIZE,
      pages: Math.min(left, granulePages),
    });
  return constituents;
}

/** Ranges with neighbours joined, in their order: what a driver makes of a scatter list. */
export function joined(ranges: readonly Constituent[]): readonly Constituent[] {
  const result: Constituent[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (last !== undefined && last.address + last.pages * PAGE_SIZE === range.address)
      result[result.length - 1] = { address: last.address, pages: last.pages + range.pages };
    else result.push(range);
  }
  return result;
}
