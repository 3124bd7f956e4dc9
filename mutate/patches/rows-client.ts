import type { Mutant } from '../mutant.ts';
import { against } from './define.ts';

const SEND = 'client/send.ts';
const RETRIEVE = 'client/retrieve.ts';

/** Rows as defects of a client’s code. */
export const ROWS_OF_CLIENT: readonly Mutant[] = [
  against('QI1', {
    what: 'an answer to a fragment may name another handle',
    file: SEND,
    find: 'progress.handle !== handle',
    replace: 'false',
  }),
  against('QI1/offset', {
    what: 'an answer to a fragment may name another offset',
    file: SEND,
    find: 'w(answer, 0) === FFA_MEM_FRAG_RX && w(answer, 3) === sent',
    replace: 'w(answer, 0) === FFA_MEM_FRAG_RX',
  }),
  against('QI2', {
    what: 'a send that fails in the middle is not reclaimed',
    file: SEND,
    after: 'catch (error) {\n    ',
    find: 'yield* giveUp(first.handle);',
  }),
  against('QI4', {
    what: 'RX is not released',
    file: RETRIEVE,
    after: 'const fragment = yield* read(rx, length);\n  ',
    find: 'yield* releaseRx();',
  }),
  against('QB5/client', {
    what: 'a fragment without a byte is asked for again',
    file: RETRIEVE,
    find: 'fragment.length === 0 || received + fragment.length > total',
    replace: 'received + fragment.length > total',
  }),
  against('QG7/client', {
    what: 'fragments may be longer than was announced',
    file: RETRIEVE,
    find: 'fragment.length === 0 || received + fragment.length > total',
    replace: 'fragment.length === 0',
  }),
];
