/** What packets are filtered by beside their structures and registers. */

import { REGISTERS } from '../abi/frame.ts';
import { ITEMS, type ItemType } from '../trace/packet-layout.ts';
import { TRACED_RULES } from '../trace/rules.ts';
import { type FilterField, filterName, filterUnder, titleOf } from './filter-field.ts';
import type { LuaValue } from './lua.ts';
import { FUNCTION_NAMES } from './value-names.ts';

/** The texts of items that calls have, or messages. */
function textFields(root: string, of: ItemType['of']): readonly FilterField[] {
  return Object.values(ITEMS)
    .filter((item) => item.of === of || item.of === 'both')
    .flatMap(({ texts }) => texts)
    .map((text) => ({
      name: filterUnder(root, text),
      title: titleOf(text.split('.').at(-1) ?? text),
      type: 'text',
    }));
}

/** What the rule says that was broken, and where the other half of an exchange is. */
function refusalFields(root: string): readonly FilterField[] {
  const text = (name: string, title: string, about: string): FilterField => ({
    name: filterUnder(root, name),
    title,
    type: 'text',
    about,
  });
  return [
    text('rule.must', 'Must', 'what must hold'),
    text('rule.why', 'Why', 'why it must hold'),
    text('rule.fix', 'Fix', 'what the caller can do about it'),
    text('broken', 'Broken here', 'the rule that these bytes break'),
  ];
}

const WHOLE_REGISTERS: readonly FilterField[] = Array.from({ length: REGISTERS }, (_, register) => ({
  name: filterName(`x${register}`),
  title: `x${register}`,
  type: 'number',
  bits: 64,
}));

/** The fields of a packet that no table of the wire names. */
export const PACKET_FILTER_FIELDS: readonly FilterField[] = [
  ...textFields('ffa', 'calls'),
  ...refusalFields('ffa'),
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

/** The same of Gunyah's. */
export const MESSAGE_FILTER_FIELDS: readonly FilterField[] = [
  ...textFields('gunyah', 'messages'),
  ...refusalFields('gunyah'),
  {
    name: 'gunyah.rm.error.name',
    title: 'Error name',
    type: 'text',
    about: 'the error of an answer in words',
  },
  { name: 'gunyah.rm.errno', title: 'Errno', type: 'text', about: "what Linux's driver returns for it" },
  {
    name: 'gunyah.rm.packet',
    title: 'Packet',
    type: 'bytes',
    about: 'the header of the first packet and the whole payload, as tantalum decode reads them',
  },
  { name: 'gunyah.rm.reason', title: 'Reason', type: 'bytes', about: 'why a VM ended' },
  {
    name: 'gunyah.rm.bytes',
    title: 'Bytes',
    type: 'bytes',
    about: 'bytes that the message has no field for',
  },
  {
    name: 'gunyah.response_in',
    title: 'Answered in',
    type: 'frame',
    role: 'RESPONSE',
    about: 'where the VM has its answer',
  },
  {
    name: 'gunyah.response_to',
    title: 'Answer to',
    type: 'frame',
    role: 'REQUEST',
    about: 'the request with the same sequence number and message',
  },
];

/** The kinds of items, by their numbers. */
export function itemTable(): LuaValue {
  return new Map(
    Object.entries(ITEMS).map(([name, { number, layout, texts, of, rest }]): [number, LuaValue] => [
      number,
      {
        name,
        title: titleOf(layout?.name ?? name),
        structure: layout === undefined ? undefined : name,
        texts,
        of,
        rest,
      },
    ]),
  );
}

/** The rules by their ids. */
export function ruleTable(): LuaValue {
  return new Map(
    TRACED_RULES.map(({ id, what, why, fix }): [string, LuaValue] => [id, { must: what, why, fix }]),
  );
}

export type Experts = Readonly<Record<string, readonly [text: string, group: string, severity: string]>>;

/** What Wireshark's expert system is told of: name, text, group, severity. */
export const EXPERTS: Experts = {
  refused: ['The call was refused', 'RESPONSE_CODE', 'WARN'],
  broken: ['A rule is broken here', 'PROTOCOL', 'WARN'],
  reserved: ['Must be zero', 'PROTOCOL', 'WARN'],
  faulted: ['An access faulted', 'SEQUENCE', 'WARN'],
  cut_off: ['Cut off', 'UNDECODED', 'NOTE'],
  overlap: ['Overlaps another structure', 'UNDECODED', 'NOTE'],
  undecodable: ['Cannot be read', 'UNDECODED', 'NOTE'],
};

/** The same of Gunyah's messages. */
export const MESSAGE_EXPERTS: Experts = {
  refused: ['The request was refused', 'RESPONSE_CODE', 'WARN'],
  broken: ['A rule is broken here', 'PROTOCOL', 'WARN'],
  dropped: ['A packet was dropped', 'PROTOCOL', 'WARN'],
  cut_off: ['Cut off', 'UNDECODED', 'NOTE'],
  overlap: ['Overlaps another structure', 'UNDECODED', 'NOTE'],
  undecodable: ['Cannot be read', 'UNDECODED', 'NOTE'],
};
