import { isFfaId } from '../../abi/functions.ts';
import type { Registers } from '../registers.ts';

/** x0, x1, ... in a row: `SPM(5): 0x84000073 0x50 0x50`. */
export interface WordList {
  readonly registers: Registers;
  /** What stands before it in the line. */
  readonly before: string;
}

const ID = /\b0x(?:0{8})?[8c]40000[0-9a-f]{2}\b/gi;
const NEXT = /[\s,;]{1,8}(0x[0-9a-f]{1,16}|-?\d{1,2})(?![\w.])/iy;
const MOST = 18;
/** An array in a source is no list of registers. */
const IN_SOURCE = /\{\s{0,8}$/;

/** Every list of words in a line that begins with the id of a function of FF-A. A list of one is a function without its registers. */
export function wordLists(text: string): readonly WordList[] {
  const lists: WordList[] = [];
  let end = 0;
  for (const { 0: id, index } of text.matchAll(ID)) {
    if (index < end || !isFfaId(Number(id)) || IN_SOURCE.test(text.slice(0, index))) continue;
    const registers = [BigInt(id)];
    end = index + id.length;
    for (
      let word = wordAt(text, end);
      word !== undefined && registers.length < MOST;
      word = wordAt(text, end)
    ) {
      registers.push(word);
      end = NEXT.lastIndex;
    }
    lists.push({ registers, before: text.slice(0, index) });
  }
  return lists;
}

/** The word behind a place; `NEXT` stands behind it then. */
function wordAt(text: string, at: number): bigint | undefined {
  NEXT.lastIndex = at;
  const word = NEXT.exec(text)?.[1];
  if (word === undefined) return undefined;
  return BigInt.asUintN(64, word.startsWith('-') ? -BigInt(word.slice(1)) : BigInt(word));
}
