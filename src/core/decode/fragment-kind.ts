import { CONSTITUENT } from '../abi/layouts.ts';
import { PAGE_SIZE } from '../abi/pages.ts';
import { readNumber } from '../abi/structure.ts';
import { fragment as rules } from '../rules/fragment.ts';
import { judgeConstituents } from './judge-constituents.ts';
import { alike, type StructureKind, type Subject } from './kind.ts';
import { wordsOf } from './words-of.ts';

const { address, pages, reserved } = CONSTITUENT.fields;

export const fragment: StructureKind = {
  name: 'fragment',
  about: 'FFA_MEM_FRAG_TX: constituents and nothing else',
  annotation: 'fragment',
  recognises(bytes) {
    const count = Math.floor(bytes.length / CONSTITUENT.size);
    let fitting = 0;
    for (let index = 0; index < count; index++) if (isConstituent(bytes, index * CONSTITUENT.size)) fitting++;
    const most = count > 0 && isConstituent(bytes, 0) && fitting * 2 > count;
    return most
      ? `${fitting} of ${count} units of ${CONSTITUENT.size} bytes are an aligned address and a page count`
      : undefined;
  },
  guess: () => alike('constituents are alike in every version'),
  judge: judgeFragment,
};

function isConstituent(bytes: Uint8Array, at: number): boolean {
  const start = readNumber(bytes, at, address);
  const aligned = start !== 0 && start <= Number.MAX_SAFE_INTEGER && start % PAGE_SIZE === 0;
  return aligned && readNumber(bytes, at, pages) > 0 && readNumber(bytes, at, reserved) === 0;
}

function judgeFragment({ bytes, verdict }: Subject): string[] {
  const odd = bytes.length % CONSTITUENT.size;
  if (odd !== 0) verdict.refuseBytes(rules.lengthUnit, bytes.length - odd, odd);
  const count = (bytes.length - odd) / CONSTITUENT.size;
  const run = { words: wordsOf(bytes), at: 0, count, totalPages: Number.POSITIVE_INFINITY };
  const sum = judgeConstituents(run, verdict);
  return [
    `${count} constituents, ${sum} pages. How many the composite announced, and which pages the other fragments name, is not in the bytes, and was not judged.`,
  ];
}
