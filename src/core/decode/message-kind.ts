import { layoutsOf, MESSAGE_1_1, MESSAGE_1_2 } from '../abi/layouts.ts';
import { decodeMessageHeader, readMessageFields } from '../abi/message-header.ts';
import { VERSION_1_1, VERSION_1_2 } from '../abi/versions.ts';
import { checkAddressing, checkPayload } from '../rules/check-message.ts';
import type { StructureKind, Subject } from './kind.ts';

export const message: StructureKind = {
  name: 'message',
  about: "FFA_MSG_SEND2, in the sender's TX or the receiver's RX",
  annotation: 'message',
  recognises(bytes) {
    const decoded = decodeMessageHeader(bytes, VERSION_1_2);
    if (!decoded.ok) return undefined;
    const { flags, offset, size, sender, receiver } = decoded.value;
    const inside = offset >= MESSAGE_1_1.size && size > 0 && offset + size <= bytes.length;
    return flags === 0 && inside && sender !== receiver
      ? `the header of a message places ${size} bytes of payload at byte ${offset}`
      : undefined;
  },
  guess(bytes) {
    const decoded = decodeMessageHeader(bytes, VERSION_1_2);
    const offset = decoded.ok ? decoded.value.offset : bytes.length;
    return offset < MESSAGE_1_2.size
      ? {
          versions: [VERSION_1_1],
          reasons: [`the payload leaves no room for a header of ${MESSAGE_1_2.size} bytes`],
        }
      : {
          versions: [VERSION_1_2],
          reasons: [`the payload leaves room for a header of ${MESSAGE_1_2.size} bytes`],
        };
  },
  judge: judgeMessage,
};

function judgeMessage({ bytes, version, verdict }: Subject): string[] {
  const notes = [
    'The sender was taken for the caller. Whether the receiver exists and listens is not in the bytes, and was not judged.',
  ];
  const { message: layout = MESSAGE_1_1 } = layoutsOf(version);
  if (bytes.length < MESSAGE_1_1.size) return notes;
  const header = readMessageFields(bytes);
  checkAddressing(header, header.sender, verdict);
  // How large the buffers are is not in the bytes; a payload that is cut off is a fault of the structure.
  checkPayload(header, layout.size, Number.POSITIVE_INFINITY, verdict);
  return notes;
}
