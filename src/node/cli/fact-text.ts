import type { Fact } from '../../core/decode/log/fact.ts';
import type { Terminal } from './terminal.ts';
import { labelled, wrap } from './wrap.ts';

const INDENT = 2;
const LABEL = 10;
/** More rules than these say little. */
const MOST_RULES = 3;

/** One line a fact, and below it what it means. */
export function factLines(fact: Fact, { width, paint }: Terminal): string[] {
  const { kind, status, reason, fields, rules, remarks } = fact;
  const head = wrap(`${placeText(fact)}: ${headText(fact)}`, width);
  const values = fields.map(({ name, value }) => `${name} ${value}`).join(', ');
  const more = rules.length - MOST_RULES;
  const told = reason !== undefined || (kind === 'refusal' && status !== undefined);
  return [
    ...head.map((line) => paint(status === undefined ? 'heading' : 'bad', line)),
    ...(values === '' ? [] : labelled('', values, INDENT, width)),
    ...rules
      .slice(0, MOST_RULES)
      .flatMap(({ id, what }, index) =>
        labelled(index > 0 ? '' : told ? '  rule' : '  usually', `${id}: ${what}`, LABEL, width),
      ),
    ...(more > 0
      ? labelled('', `or ${more} more: tantalum explain ${rules[0]?.id.split('/')[0]}`, LABEL, width)
      : []),
    ...(reason === undefined ? [] : labelled('', `line ${reason} says why`, LABEL, width)),
    ...remarks.flatMap((remark) => labelled('', remark, INDENT, width).map((line) => paint('aside', line))),
  ];
}

/** "line 4", "lines 4..6". */
export function placeText({ line, lastLine }: { readonly line: number; readonly lastLine: number }): string {
  return line === lastLine ? `line ${line}` : `lines ${line}..${lastLine}`;
}

function headText(fact: Fact): string {
  const { owner, status = '', about = '', answers } = fact;
  const told = [subjectText(fact), status].filter((word) => word !== '').join(' ');
  const to = about === '' ? '' : `${fact.kind === 'answer' ? ' to' : ','} ${about}`;
  const where = answers === undefined ? '' : ` of line ${answers}`;
  return `${told}${to}${where}${owner === '' ? '' : ` (${owner})`}`;
}

function subjectText({ kind, text, function: name }: Fact): string {
  if (text !== undefined) return text;
  return name === undefined ? kind : `${kind}${kind === 'mention' ? ' of' : ''} ${name}`;
}
