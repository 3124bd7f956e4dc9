import { DATA_MASK, DATA_RO, DATA_UNSPECIFIED, INSTRUCTION_NX } from '../abi/bits.ts';
import { functionName } from '../abi/functions.ts';
import { PAGE_SIZE, pagesIn } from '../abi/pages.ts';
import { STATUS } from '../abi/statuses.ts';
import type { MemoryTransaction } from '../abi/transaction.ts';
import type { UuidWords } from '../abi/uuid.ts';
import { joinWords, lowWord } from '../abi/words.ts';
import type { ProgramOf } from '../board/activity.ts';
import type { Buffers } from '../client/driver.ts';
import { FfaError } from '../client/errors.ts';
import type { Ffa } from '../client/ffa.ts';
import type { Message } from '../client/messages.ts';
import type { Program } from '../client/port.ts';
import { serve } from './serve.ts';

/** 3c1f8a52-6d0e-4b97-9e21-7fb4c05d86aa */
export const LOAN_UUID: UuidWords = [0x528a_1f3c, 0x974b_0e6d, 0xb47f_219e, 0xaa86_5dc0];

/** What the permissions of a request are, by how the memory was sent: memory with one borrower may be executable, so it has to say. */
const ASKED: ReadonlyMap<string | undefined, number> = new Map([
  ['FFA_MEM_SHARE_32', DATA_UNSPECIFIED],
  ['FFA_MEM_SHARE_64', DATA_UNSPECIFIED],
  ['FFA_MEM_LEND_32', DATA_UNSPECIFIED | INSTRUCTION_NX],
  ['FFA_MEM_LEND_64', DATA_UNSPECIFIED | INSTRUCTION_NX],
]);

/** Pages that it looks at in one go: 64 MiB. */
const MOST_PAGES = 0x4000;

/** w3 to w7 of an answer; what is left out is zero. */
type Answer = readonly number[];

/**
 * A partition that takes what it is lent or shared, looks at it, changes it, and gives it up. Whoever has sent memory to it alone says so
 * in a direct request: w3 is the function that sent it, w4 and w5 its handle, w6 and w7 its tag. In the response, w3 is 0 or the status
 * of what the manager refused, w4 the pages, w5 the sum of all bytes that were found, modulo 2^32, and w6 is 1 where every bit has been
 * flipped since, 0 where the memory may only be read.
 */
export function loanProgram(buffers: Buffers): ProgramOf {
  return function* (ffa) {
    yield* ffa.start(buffers);
    yield* serve(ffa, (message) => answerTo(ffa, message));
  };
}

function* answerTo(ffa: Ffa, { sender, data }: Message): Program<Answer> {
  const [sentBy = 0, ...words] = data.map(lowWord);
  const permissions = ASKED.get(functionName(sentBy));
  if (permissions === undefined) return [STATUS.INVALID_PARAMETERS];
  const [handleLow = 0, handleHigh = 0, tagLow = 0, tagHigh = 0] = words;
  const handle = joinWords(handleLow, handleHigh);
  try {
    const loan = yield* ffa.retrieve({
      ...{ handle, sender, tag: joinWords(tagLow, tagHigh) },
      receivers: [{ endpoint: ffa.driver.id, permissions }],
    });
    const answer = yield* use(ffa, loan);
    yield* ffa.relinquish(handle);
    return answer;
  } catch (error) {
    if (error instanceof FfaError) return [error.status];
    throw error;
  }
}

function* use(ffa: Ffa, { composite, receivers: [own] }: MemoryTransaction): Program<Answer> {
  const runs = composite?.constituents ?? [];
  const pages = pagesIn(runs);
  if (pages > MOST_PAGES) return [STATUS.NO_MEMORY];
  const writes = own !== undefined && (own.permissions & DATA_MASK) !== DATA_RO;
  let sum = 0;
  for (const run of runs)
    for (let page = 0; page < run.pages; page++) {
      const address = run.address + page * PAGE_SIZE;
      const bytes = yield* ffa.read(address, PAGE_SIZE);
      sum = bytes.reduce((total, byte) => total + byte, sum) % 2 ** 32;
      if (writes)
        yield* ffa.write(
          address,
          bytes.map((byte) => ~byte),
        );
    }
  return [0, pages, sum, writes ? 1 : 0];
}
