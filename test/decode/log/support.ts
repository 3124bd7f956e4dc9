/** Logs in the shapes that consoles, kernels and debuggers give them, and what a reader makes of them. */

import type { Fact } from '../../../src/core/decode/log/fact.ts';
import type { Input } from '../../../src/core/decode/read-as.ts';
import { readInput } from '../../../src/core/decode/read-input.ts';

/** A log as it was read. Throws where it was not taken for one. */
export function readLog(text: string | Uint8Array): Input & { readonly log: NonNullable<Input['log']> } {
  const input = readInput(text);
  if (!input.ok || input.log === undefined) throw new Error(`read as ${input.format}: ${input.reason}`);
  return { ...input, log: input.log };
}

/** A fact in one line: where it stands, what it is, and what it says. */
export function factText(fact: Fact): string {
  const {
    kind,
    line,
    lastLine,
    owner,
    text,
    function: name,
    about,
    status,
    answers,
    reason,
    fields,
    rules,
  } = fact;
  const said = [
    lastLine === line ? `${line}` : `${line}..${lastLine}`,
    owner === '' ? '-' : owner,
    text ?? kind,
    name ?? '',
    status ?? '',
    about === undefined ? '' : `of ${about}`,
    answers === undefined ? '' : `on ${answers}`,
    fields.map((field) => `${field.name}=${field.value}`).join(' '),
    reason === undefined ? '' : `says ${reason}`,
    rules[0] === undefined ? '' : `[${rules[0].id}]`,
  ];
  return said.filter((word) => word !== '').join(' ');
}

/** The facts of a log, each in one line. */
export function factsOf(text: string): readonly string[] {
  return readLog(text).log.facts.map(factText);
}

/** A share of one page at 0x8a8474000 to 0x8001, as FF-A 1.0 has it: 80 bytes. */
export const SHARE_80 = `
  00 00 2f 00 00 00 00 00  00 00 00 00 00 00 00 00
  00 00 00 00 00 00 00 00  00 00 00 00 01 00 00 00
  01 80 02 00 30 00 00 00  00 00 00 00 00 00 00 00
  01 00 00 00 01 00 00 00  00 00 00 00 00 00 00 00
  00 40 47 a8 08 00 00 00  01 00 00 00 00 00 00 00`;
