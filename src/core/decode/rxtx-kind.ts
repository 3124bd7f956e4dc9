import { COMPOSITE, RXTX_ENDPOINT_1_1 } from '../abi/layouts.ts';
import { isSecureId } from '../abi/operations.ts';
import { PAGE_SIZE, pagesIn } from '../abi/pages.ts';
import { decodeRxTxEndpoint, type RxTxEndpoint } from '../abi/rxtx-endpoint.ts';
import { readNumber } from '../abi/structure.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../abi/versions.ts';
import { mailbox as rules } from '../rules/mailbox.ts';
import type { StructureKind, Subject } from './kind.ts';

const { endpoint, rxOffset, txOffset } = RXTX_ENDPOINT_1_1.fields;
const ALIGNMENT = 8;

export const rxtx: StructureKind = {
  name: 'rxtx',
  about: "FFA_RXTX_MAP for a VM, in the hypervisor's TX",
  annotation: 'rxtx-endpoint',
  recognises(bytes) {
    const decoded = decodeRxTxEndpoint(bytes, VERSION_1_0);
    const filled =
      decoded.ok && pagesIn(decoded.value.rx.constituents) > 0 && pagesIn(decoded.value.tx.constituents) > 0;
    return filled ? 'two offsets lead to composites with pages, as for an RX and a TX buffer' : undefined;
  },
  guess(bytes) {
    const room = bytes.length >= RXTX_ENDPOINT_1_1.size;
    const first = room ? Math.min(readNumber(bytes, 0, rxOffset), readNumber(bytes, 0, txOffset)) : 0;
    const reserved = room && readNumber(bytes, 0, RXTX_ENDPOINT_1_1.fields.reserved12);
    return first >= RXTX_ENDPOINT_1_1.size && reserved === 0
      ? {
          versions: [VERSION_1_2, VERSION_1_1],
          reasons: ['the header has room for the 16 bytes of FF-A 1.1 and later'],
        }
      : { versions: [VERSION_1_0], reasons: ['the header ends behind the 12 bytes of FF-A 1.0'] };
  },
  judge: judgeBuffers,
};

function judgeBuffers({ bytes, version, policy, verdict }: Subject): string[] {
  const notes = ['Whether the VM exists and owns the pages is not in the bytes, and was not judged.'];
  const decoded = decodeRxTxEndpoint(bytes, version);
  const aligned = decoded.ok && areAligned(bytes, decoded.value);
  const { mailboxPages } = policy.limits;
  if (decoded.ok && isSecureId(decoded.value.endpoint))
    verdict.refuseField(rules.unknownEndpoint, 0, endpoint);
  if (!aligned) verdict.refuseBytes(rules.descriptor, 0, Math.min(bytes.length, RXTX_ENDPOINT_1_1.size));
  else if (pagesIn(decoded.value.tx.constituents) > mailboxPages)
    verdict.refuseField(rules.pageCountMax, readNumber(bytes, 0, txOffset), COMPOSITE.fields.totalPages);
  return notes;
}

function areAligned(bytes: Uint8Array, { rx, tx }: RxTxEndpoint): boolean {
  const offsets = [rxOffset, txOffset].map((field) => readNumber(bytes, 0, field));
  const pages = pagesIn(tx.constituents);
  return (
    offsets.every((offset) => offset % ALIGNMENT === 0) &&
    pages > 0 &&
    pages === pagesIn(rx.constituents) &&
    [...rx.constituents, ...tx.constituents].every(({ address }) => address % PAGE_SIZE === 0)
  );
}
