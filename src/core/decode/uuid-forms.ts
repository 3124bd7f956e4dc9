/**
 * The ways in which a UUID is written down around FF-A, and which of them a text is.
 *
 * All of them are orders of the sixteen bytes of RFC 4122.
 *
 * Source: clients-linux-uboot-pkvm 1.6, regressions G1.
 */

import { parseUuid, type UuidWords, uuidText } from '../abi/uuid.ts';

/** One way to write a UUID. */
export interface UuidForm {
  readonly name: string;
  /** Where it is used. */
  readonly about: string;
  write(uuid: UuidWords): string;
  /** The UUID that a text stands for in this form; undefined when it is not in this form. */
  read(text: string): UuidWords | undefined;
}

/** Where each byte of another order stands in the order of RFC 4122. */
const EFI_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;
const WORDS_SWAPPED = [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12] as const;
const LONG_WORDS_SWAPPED = [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8] as const;
const GROUPS_SWAPPED = [3, 2, 1, 0, 5, 4, 7, 6, 9, 8, 15, 14, 13, 12, 11, 10] as const;

/** Every form, the usual text first. Where a text is in several, the earlier is the more likely. */
export const UUID_FORMS: readonly UuidForm[] = [
  {
    name: 'string',
    about: 'text, and the manifests of binding 1.1',
    write: uuidText,
    read: (text) => parseUuid(text.replace(/^"(.*)"$/, '$1')),
  },
  {
    name: 'w registers',
    about: 'w1..w4 of FFA_PARTITION_INFO_GET, and the cells of manifests of binding 1.0',
    write: (uuid) => wordsText(digitsOf(uuid, WORDS_SWAPPED), 8),
    read: (text) => readWords(text, 8, WORDS_SWAPPED),
  },
  {
    name: 'cells in reading order',
    about: 'the words of the text one after the other, as some device trees hold them',
    write: (uuid) => wordsText(digitsOf(uuid), 8),
    read: (text) => readWords(text, 8),
  },
  {
    name: 'x registers',
    about: 'x1, x2 of FFA_PARTITION_INFO_GET_REGS; x2, x3 of FFA_MSG_SEND_DIRECT_REQ2',
    write: (uuid) => wordsText(digitsOf(uuid, LONG_WORDS_SWAPPED), 16),
    read: (text) => readWords(text, 16, LONG_WORDS_SWAPPED),
  },
  {
    name: 'RFC 4122 bytes',
    about: 'memory: partition information, messages',
    write: (uuid) => bytesText(digitsOf(uuid)),
    read: (text) => readBytes(text),
  },
  {
    name: 'EFI GUID bytes',
    about: 'memory of UEFI firmware: three groups swapped',
    write: (uuid) => bytesText(digitsOf(uuid, EFI_ORDER)),
    read: (text) => readBytes(text, EFI_ORDER),
  },
  {
    name: 'string with swapped groups',
    about: 'what is typed where each group is taken for little-endian',
    write: (uuid) => withDashes(digitsOf(uuid, GROUPS_SWAPPED)),
    read: (text) => {
      const swapped = parseUuid(text);
      return swapped === undefined ? undefined : uuidOf(digitsOf(swapped, GROUPS_SWAPPED));
    },
  },
];

/** A text read in one form. */
export interface UuidReading {
  readonly form: UuidForm;
  readonly uuid: UuidWords;
  /** Whether version (1, 4 or 5) and variant are those of a UUID that somebody made: most wrong byte orders fail it. */
  readonly plausible: boolean;
}

/** Every form that a text can be in, the most likely first. */
export function readUuidForms(text: string): readonly UuidReading[] {
  const readings = UUID_FORMS.flatMap((form) => {
    const uuid = form.read(text.trim());
    return uuid === undefined ? [] : [{ form, uuid, plausible: isPlausible(uuid) }];
  });
  return [...readings].sort((left, right) => Number(right.plausible) - Number(left.plausible));
}

function isPlausible(uuid: UuidWords): boolean {
  return /^.{8}-.{4}-[145].{3}-[89ab].{3}-.{12}$/.test(uuidText(uuid));
}

/** The 32 hex digits of a UUID, its bytes in the given order. */
function digitsOf(uuid: UuidWords, order?: readonly number[]): string {
  const digits = uuidText(uuid).replaceAll('-', '');
  return order === undefined ? digits : order.map((byte) => digits.slice(byte * 2, byte * 2 + 2)).join('');
}

function uuidOf(digits: string): UuidWords | undefined {
  return parseUuid(withDashes(digits));
}

function withDashes(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function wordsText(digits: string, size: 8 | 16): string {
  return (digits.match(new RegExp(`.{${size}}`, 'g')) ?? []).map((word) => `0x${word}`).join(' ');
}

function bytesText(digits: string): string {
  return (digits.match(/../g) ?? []).join(' ');
}

/** Every order swaps places in pairs, so that it undoes itself. */
function readWords(text: string, size: 8 | 16, order?: readonly number[]): UuidWords | undefined {
  const words = text
    .replace(/^<|>$/g, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words.length !== 32 / size) return undefined;
  if (!words.every((word) => new RegExp(`^(0x)?[0-9a-f]{1,${size}}$`, 'i').test(word))) return undefined;
  const digits = words.map((word) => word.replace(/^0x/i, '').padStart(size, '0')).join('');
  return reorder(digits, order);
}

function readBytes(text: string, order?: readonly number[]): UuidWords | undefined {
  const digits = text.replace(/0x|[\s,{}]/gi, '');
  return /^[0-9a-f]{32}$/i.test(digits) && !/0x[0-9a-f]{3}/i.test(text) ? reorder(digits, order) : undefined;
}

function reorder(digits: string, order: readonly number[] | undefined): UuidWords | undefined {
  const uuid = uuidOf(digits);
  return uuid === undefined || order === undefined ? uuid : uuidOf(digitsOf(uuid, order));
}
