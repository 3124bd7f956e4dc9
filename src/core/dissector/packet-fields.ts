/** What packets are filtered by beside their structures and registers. */

import { REGISTERS } from '../abi/frame.ts';
import { RULES } from '../rules/registry.ts';
import { ITEMS } from '../trace/packet-layout.ts';
import { type FilterField, filterName, titleOf } from './filter-field.ts';
import type { LuaValue } from './lua.ts';
import { FUNCTION_NAMES } from './value-names.ts';

const TEXTS: readonly FilterField[] = Object.values(ITEMS)
  .flatMap(({ texts }) => texts)
  .map((text) => ({ name: filterName(text), title: titleOf(text.split('.').at(-1) ?? text), type: 'text' }));

const WHOLE_REGISTERS: readonly FilterField[] = Array.from({ length: REGISTERS }, (_, register) => ({
  name: filterName(`x${register}`),
  title: `x${register}`,
  type: 'number',
  bits: 64,
}));

/** The fields of a packet that no table of the wire names. */
export const PACKET_FILTER_FIELDS: readonly FilterField[] = [
  ...TEXTS,
  ...WHOLE_REGISTERS,
  {
    name: 'ffa.function.name',
    title: 'Function name',
    type: 'text',
    about: 'the function that was called, in whichever width',
  },
  {
    name: 'ffa.answer',
    title: 'Answer',
    type: 'number',
    values: FUNCTION_NAMES,
    about: 'the function in w0 of the answer',
  },
  { name: 'ffa.status.name', title: 'Status name', type: 'text', about: 'the status of a refusal in words' },
  { name: 'ffa.rule.must', title: 'Must', type: 'text', about: 'what must hold' },
  { name: 'ffa.rule.why', title: 'Why', type: 'text', about: 'why it must hold' },
  { name: 'ffa.rule.fix', title: 'Fix', type: 'text', about: 'what the caller can do about it' },
  { name: 'ffa.broken', title: 'Broken here', type: 'text', about: 'the rule that these bytes break' },
  { name: 'ffa.payload', title: 'Payload', type: 'bytes', about: 'what the sender says to the receiver' },
  { name: 'ffa.bytes', title: 'Bytes', type: 'bytes', about: 'bytes of no known structure' },
  {
    name: 'ffa.response_in',
    title: 'Answered in',
    type: 'frame',
    role: 'RESPONSE',
    about: 'where the caller has its answer',
  },
  {
    name: 'ffa.response_to',
    title: 'Answer to',
    type: 'frame',
    role: 'REQUEST',
    about: 'the call for which the partition has been waiting',
  },
];

/** The kinds of items, by their numbers. */
export function itemTable(): LuaValue {
  return new Map(
    Object.entries(ITEMS).map(([name, { number, layout, texts, rest }]): [number, LuaValue] => [
      number,
      {
        name,
        title: titleOf(layout?.name ?? name),
        structure: layout === undefined ? undefined : name,
        texts: texts.map((text) => filterName(text)),
        rest,
      },
    ]),
  );
}

/** The rules by their ids. */
export function ruleTable(): LuaValue {
  return new Map(RULES.map(({ id, what, why, fix }): [string, LuaValue] => [id, { must: what, why, fix }]));
}

/** What Wireshark's expert system is told of: name, text, group, severity. */
export const EXPERTS: Readonly<Record<string, readonly [text: string, group: string, severity: string]>> = {
  refused: ['The call was refused', 'RESPONSE_CODE', 'WARN'],
  broken: ['A rule is broken here', 'PROTOCOL', 'WARN'],
  reserved: ['Must be zero', 'PROTOCOL', 'WARN'],
  faulted: ['An access faulted', 'SEQUENCE', 'WARN'],
  cut_off: ['Cut off', 'UNDECODED', 'NOTE'],
  overlap: ['Overlaps another structure', 'UNDECODED', 'NOTE'],
  undecodable: ['Cannot be read', 'UNDECODED', 'NOTE'],
};
