/** How the values of properties are read: one entry a form, with what it expects in words. */

import { parseUuid, type UuidWords } from '../../core/abi/uuid.ts';
import { cellBytes } from './dts-bytes.ts';
import { type DtsNode, type DtsProperty, type DtsValue, nodeByPhandle } from './dts-tree.ts';
import { FORM_RULES } from './form-rules.ts';
import type { FileRule } from './rule.ts';

/** What each form yields. */
export interface FormValues {
  readonly string: string;
  readonly flag: boolean;
  readonly u8: number;
  readonly u16: number;
  readonly u32: number;
  readonly u64: bigint;
  readonly words: readonly number[];
  readonly uuid: UuidWords;
  readonly phandle: DtsNode;
}

export type FormName = keyof FormValues;

/** A value, or the rule that kept it from being read. */
type Reading<V> = { readonly value: V } | { readonly broken: FileRule };

export interface Form<V> {
  /** What is expected, to follow "expected". */
  readonly expects: string;
  /** Reads a property of the tree with the given root. */
  read(property: DtsProperty, root: DtsNode): Reading<V>;
}

export const FORMS: { readonly [F in FormName]: Form<FormValues[F]> } = {
  string: {
    expects: 'one string',
    read: ({ values }) => {
      const [first] = values;
      return values.length === 1 && first?.kind === 'string'
        ? { value: first.text }
        : { broken: FORM_RULES.string };
    },
  },
  flag: {
    expects: 'no value',
    read: ({ values }) => (values.length === 0 ? { value: true } : { broken: FORM_RULES.flag }),
  },
  u8: small(8),
  u16: small(16),
  u32: small(32),
  u64: { expects: 'a number of 64 bits', read: (property) => integer(property, 64) },
  words: {
    expects: 'a list of 32-bit cells',
    read: (property) => {
      const value = wordsOf(property);
      return value === undefined ? { broken: FORM_RULES.list } : { value };
    },
  },
  uuid: {
    expects: 'a UUID as a string',
    read: ({ values }) => {
      const [first] = values;
      const value = values.length === 1 && first?.kind === 'string' ? parseUuid(first.text) : undefined;
      return value === undefined ? { broken: FORM_RULES.uuid } : { value };
    },
  },
  phandle: {
    expects: 'a reference to a memory region, such as <&label>',
    read: ({ values }, root) => {
      const cells = values.flatMap((value) => (value.kind === 'cells' ? value.cells : []));
      const cell = values.length === 1 && cells.length === 1 ? cells[0] : undefined;
      const value = cell?.kind === 'number' ? nodeByPhandle(root, cell.value) : cell?.target;
      return value === undefined ? { broken: FORM_RULES.phandle } : { value };
    },
  },
};

function small(bits: number): Form<number> {
  return {
    expects: `a number of ${bits} bits`,
    read: (property) => {
      const reading = integer(property, bits);
      return 'value' in reading ? { value: Number(reading.value) } : reading;
    },
  };
}

/** A number of one or two cells, whatever its width: managers accept `<0 5>` where `<5>` is meant. */
function integer(property: DtsProperty, bits: number): Reading<bigint> {
  const words = wordsOf(property);
  if (words === undefined || words.length < 1 || words.length > 2) return { broken: FORM_RULES.integer };
  const value = words.reduce((sum, word) => sum * 2n ** 32n + BigInt(word), 0n);
  return value >> BigInt(bits) === 0n ? { value } : { broken: FORM_RULES.overflow };
}

/**
 * The property as the blob has it, in 32-bit big-endian words; `undefined` when it is not made of whole
 * words.
 */
function wordsOf({ values }: DtsProperty): readonly number[] | undefined {
  const parts = values.map(bytesOf);
  const bytes = parts.flatMap((part) => part ?? []);
  if (parts.includes(undefined) || bytes.length % 4 !== 0) return undefined;
  const view = new DataView(Uint8Array.from(bytes).buffer);
  return Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4));
}

/** The bytes of numbers; `undefined` for text and references. */
function bytesOf(value: DtsValue): readonly number[] | undefined {
  if (value.kind === 'bytes') return value.bytes;
  if (value.kind !== 'cells') return undefined;
  const bytes: number[] = [];
  for (const cell of value.cells) {
    if (cell.kind === 'reference') return undefined;
    bytes.push(...cellBytes(cell.value, value.bits));
  }
  return bytes;
}

/**
 * UUIDs in cells: each four words in the order of the registers. Words at the end that make no whole UUID are
 * left out.
 */
export function uuidsOf(words: readonly number[]): readonly UuidWords[] {
  return Array.from({ length: Math.floor(words.length / 4) }, (_, index) => {
    const [first = 0, second = 0, third = 0, fourth = 0] = words.slice(index * 4, index * 4 + 4);
    return [first, second, third, fourth];
  });
}
