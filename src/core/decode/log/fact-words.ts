import type { Fact } from './fact.ts';

/** "line 4", "lines 4..6". */
export function linesText({ line, lastLine }: { readonly line: number; readonly lastLine: number }): string {
  return line === lastLine ? `line ${line}` : `lines ${line}..${lastLine}`;
}

/** What lines of a log say, in a few words: whose registers, which status, the call that is answered. */
export function factWords(fact: Fact): string {
  const { owner, status = '', about = '', answers } = fact;
  const told = [subjectText(fact), status].filter((word) => word !== '').join(' ');
  const to = about === '' ? '' : `${fact.kind === 'answer' ? ' to' : ','} ${about}`;
  const where = answers === undefined ? '' : ` of line ${answers}`;
  return `${told}${to}${where}${owner === '' ? '' : ` (${owner})`}`;
}

/** Whether somebody has said which rule is broken. Otherwise the rules are those that are usually broken there. */
export function isTold({ kind, status, reason }: Fact): boolean {
  return reason !== undefined || (kind === 'refusal' && status !== undefined);
}

function subjectText({ kind, text, function: name }: Fact): string {
  if (text !== undefined) return text;
  return name === undefined ? kind : `${kind}${kind === 'mention' ? ' of' : ''} ${name}`;
}
