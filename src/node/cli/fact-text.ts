import type { Fact } from '../../core/decode/log/fact.ts';
import { factWords, isTold, linesText } from '../../core/decode/log/fact-words.ts';
import type { Terminal } from './terminal.ts';
import { labelled, wrap } from './wrap.ts';

const INDENT = 2;
const LABEL = 10;
/** More rules than these say little. */
const MOST_RULES = 3;

/** One line a fact, and below it what it means. */
export function factLines(fact: Fact, { width, paint }: Terminal): string[] {
  const { status, reason, fields, rules, remarks } = fact;
  const head = wrap(`${linesText(fact)}: ${factWords(fact)}`, width);
  const values = fields.map(({ name, value }) => `${name} ${value}`).join(', ');
  const more = rules.length - MOST_RULES;
  return [
    ...head.map((line) => paint(status === undefined ? 'heading' : 'bad', line)),
    ...(values === '' ? [] : labelled('', values, INDENT, width)),
    ...rules
      .slice(0, MOST_RULES)
      .flatMap(({ id, what }, index) =>
        labelled(index > 0 ? '' : isTold(fact) ? '  rule' : '  usually', `${id}: ${what}`, LABEL, width),
      ),
    ...(more > 0
      ? labelled('', `or ${more} more: tantalum explain ${rules[0]?.id.split('/')[0]}`, LABEL, width)
      : []),
    ...(reason === undefined ? [] : labelled('', `line ${reason} says why`, LABEL, width)),
    ...remarks.flatMap((remark) => labelled('', remark, INDENT, width).map((line) => paint('aside', line))),
  ];
}
