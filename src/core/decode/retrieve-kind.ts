import { HEADER_1_0, HEADER_1_1 } from '../abi/layouts.ts';
import { judgeRequest } from './judge-request.ts';
import type { StructureKind } from './kind.ts';
import { guessTransaction, transactionIn } from './transaction-guess.ts';

const HANDLE = HEADER_1_0.fields.handle;

export const retrieve: StructureKind = {
  name: 'retrieve',
  about: "FFA_MEM_RETRIEVE_REQ, in the receiver's TX",
  annotation: 'retrieve-request',
  recognises(bytes, version) {
    if (isHandleAlone(bytes)) return 'it is a header with nothing but a handle, as a hypervisor retrieves';
    const transaction = transactionIn(bytes, 'retrieve-request', version);
    return transaction?.layout.compositeOffset === 0
      ? 'no access descriptor names a composite, which only a retrieve request leaves out'
      : undefined;
  },
  guess: (bytes) => guessTransaction(bytes, 'retrieve-request'),
  judge: judgeRequest,
};

function isHandleAlone(bytes: Uint8Array): boolean {
  if (bytes.length !== HEADER_1_0.size && bytes.length !== HEADER_1_1.size) return false;
  const end = HANDLE.offset + HANDLE.width;
  const others = bytes.filter((_, index) => index < HANDLE.offset || index >= end);
  const handle = bytes.subarray(HANDLE.offset, end);
  return others.every((byte) => byte === 0) && handle.some((byte) => byte !== 0);
}
