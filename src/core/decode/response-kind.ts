import type { StructureKind } from './kind.ts';
import { guessTransaction, isAnswer, transactionIn } from './transaction-guess.ts';

export const response: StructureKind = {
  name: 'response',
  about: "FFA_MEM_RETRIEVE_RESP, in the receiver's RX",
  annotation: 'retrieve-response',
  recognises(bytes, version) {
    const transaction = transactionIn(bytes, 'retrieve-response', version);
    if (transaction === undefined || !isAnswer(transaction) || transaction.layout.compositeOffset === 0)
      return undefined;
    return 'handle and transaction type are filled in before a composite, as the answer to a retrieve request has them';
  },
  guess: (bytes) => guessTransaction(bytes, 'retrieve-response'),
  judge: () => ['A response is written by the manager, so no rule was judged; its structure was followed.'],
};
