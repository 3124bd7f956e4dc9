import type { Fact, FactField } from './fact.ts';
import type { Recogniser } from './recogniser.ts';
import { RECOGNISERS } from './recognisers.ts';
import { statusOfNumber } from './status-number.ts';
import { usualRules } from './usual-rules.ts';

/** What a line of a known program says; `undefined` for any other. */
export function recognisedFact(text: string, line: number): Fact | undefined {
  for (const recogniser of RECOGNISERS) {
    if (!text.includes(recogniser.has)) continue;
    const fields = fieldsOf(recogniser, text);
    if (fields !== undefined) return factOf(recogniser, fields, line);
  }
  return undefined;
}

/** The fields that are there. Without the first, the line is about something else. */
function fieldsOf({ fields = [] }: Recogniser, text: string): readonly FactField[] | undefined {
  const found = fields.map((pattern) => pattern.exec(text)?.groups);
  if (found.length > 0 && found[0] === undefined) return undefined;
  return found.flatMap((groups = {}) => Object.entries(groups).map(([name, value]) => ({ name, value })));
}

function factOf(recogniser: Recogniser, fields: readonly FactField[], line: number): Fact {
  const { owner, kind, text, function: about, rules = [], usual = [], remarks = [] } = recogniser;
  const code = fields.find((field) => field.name === 'code')?.value;
  const told = code === undefined ? undefined : statusOfNumber(Number(code));
  const status = told ?? rules[0]?.status;
  return {
    kind,
    line,
    lastLine: line,
    owner,
    ...(text === undefined ? {} : { text }),
    ...(about === undefined ? {} : { about }),
    fields,
    ...(status === undefined ? {} : { status }),
    rules: told === undefined ? [...rules, ...usual] : usualRules(about ?? '', told),
    remarks: remarks.flatMap(({ field, unless, meaning }) => {
      const value = fields.find((one) => one.name === field)?.value;
      return value === undefined || value === unless ? [] : [`${field} ${value}: ${meaning}`];
    }),
  };
}
