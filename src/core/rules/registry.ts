import { abort } from './abort.ts';
import { call, version } from './call.ts';
import { console_ } from './console.ts';
import { descriptor } from './descriptor-rules.ts';
import { fragment } from './fragment.ts';
import { indirect } from './indirect.ts';
import { info } from './info.ts';
import { mailbox } from './mailbox.ts';
import { mediator } from './mediator.ts';
import { message } from './message.ts';
import { notification } from './notification.ts';
import { permission } from './permission.ts';
import { resources } from './resources.ts';
import { response, retrieve } from './retrieve.ts';
import { reclaim, relinquish } from './return.ts';
import type { Rule } from './rule.ts';
import { send } from './send.ts';

/** Every rule there is, area by area, in the order in which a call meets them. */
export const RULES: readonly Rule[] = [
  call,
  version,
  mediator,
  mailbox,
  info,
  resources,
  message,
  abort,
  indirect,
  notification,
  permission,
  console_,
  descriptor,
  send,
  fragment,
  retrieve,
  response,
  relinquish,
  reclaim,
].flatMap((area) => Object.values<Rule>(area));

/** A rule by its id. */
export function ruleById(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

/** Ids that resemble a text, best first: for "did you mean". */
export function similarRules(text: string): readonly string[] {
  const words = text
    .toLowerCase()
    .split(/[^a-z]/)
    .filter((word) => word !== '');
  const score = (rule: Rule) => words.filter((word) => rule.id.includes(word)).length;
  return RULES.map((rule) => ({ id: rule.id, score: score(rule) }))
    .filter((match) => match.score > 0)
    .sort((left, right) => right.score - left.score)
    .slice(0, 5)
    .map((match) => match.id);
}
