import { OPERATION, type Operation } from '../abi/operations.ts';
import { judgeSend } from './judge-send.ts';
import type { StructureKind, StructureName } from './kind.ts';
import { guessTransaction, isAnswer, transactionIn } from './transaction-guess.ts';

function sendKind(name: StructureName, functionName: string, operation: Operation): StructureKind {
  return {
    name,
    about: `${functionName}, in the sender's TX`,
    annotation: 'transaction',
    recognises: () => undefined,
    guess: (bytes) => guessTransaction(bytes, 'transaction'),
    judge: (subject) => judgeSend(subject, operation),
  };
}

export const share: StructureKind = {
  ...sendKind('share', 'FFA_MEM_SHARE', OPERATION.SHARE),
  recognises(bytes, version) {
    const transaction = transactionIn(bytes, 'transaction', version);
    if (transaction === undefined || isAnswer(transaction)) return undefined;
    const { compositeOffset } = transaction.layout;
    if (compositeOffset === 0) return undefined;
    return `an access descriptor names a composite at byte ${compositeOffset}, as in every send; a lend or a donation looks the same`;
  },
};

export const lend: StructureKind = sendKind('lend', 'FFA_MEM_LEND', OPERATION.LEND);

export const donate: StructureKind = sendKind('donate', 'FFA_MEM_DONATE', OPERATION.DONATE);
