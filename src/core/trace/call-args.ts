import { isError } from '../abi/frame.ts';
import type { RecordedCall, RecordedRefusal } from '../decode/recorded-event.ts';
import { placeText } from '../rules/place-text.ts';
import { answerFields, type NamedValue, questionFields } from './call-fields.ts';
import { valueText } from './call-text.ts';
import type { Args } from './chrome-event.ts';
import { changeTexts, outcomeText } from './event-text.ts';
import { tracedRule } from './rules.ts';

/** What a viewer shows beside a call. Registers are text, because JSON numbers do not hold 64 bits. */
export function callArgs(call: RecordedCall): Args {
  const { seq, in: question, out, refusal, changes } = call;
  const results = out === undefined || isError(out) ? [] : answerFields(question, out);
  return {
    call: seq,
    ...named(questionFields(question)),
    answer: outcomeText(call),
    ...(results.length === 0 ? {} : { results: named(results) }),
    ...(refusal === undefined ? {} : { refusal: refusalArgs(refusal) }),
    ...(changes.length === 0 ? {} : { pages: changeTexts(changes) }),
  };
}

function named(fields: readonly NamedValue[]): Args {
  return Object.fromEntries(fields.map((field) => [field.name, valueText(field)]));
}

/** Why a call or a request was refused, and what the rule says. */
export function refusalArgs(refusal: RecordedRefusal): Args {
  const place = placeText(refusal);
  const rule = tracedRule(refusal.rule);
  return {
    rule: refusal.rule,
    status: refusal.status,
    ...(place === '' ? {} : { place }),
    ...(rule === undefined ? {} : { must: rule.what, why: rule.why, fix: rule.fix }),
  };
}
