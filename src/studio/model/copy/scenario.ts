import { decodeTransaction } from '../../../core/abi/decode-transaction.ts';
import { bytesText, hexText } from '../../../core/abi/hex.ts';
import { isSecureId } from '../../../core/abi/operations.ts';
import { PAGE_SIZE } from '../../../core/abi/pages.ts';
import type { Composite, MemoryTransaction } from '../../../core/abi/transaction.ts';
import { versionText } from '../../../core/abi/versions.ts';
import { callOf } from '../../../core/decode/call-of.ts';
import { functionOfKind } from '../../../core/decode/carried-kind.ts';
import { judgeByProfiles } from '../../../core/decode/judge-profiles.ts';
import { SPEC } from '../../../core/rules/profile.ts';
import { type Copied, type CopyFormat, type CopyText, none, text } from './copy-format.ts';
import { freeRange, type Range, rangesOf } from './memory-ranges.ts';

/** Bytes of a send of FF-A. */
interface Send {
  readonly bytes: Uint8Array;
  readonly kind: 'share' | 'lend' | 'donate';
  readonly version: number;
}

/** The largest TX buffer that a manager takes unless it is told otherwise, in pages. */
const MOST_TX_PAGES = 16;

/** A machine file that makes the call on a machine where everybody and every page is there. `tantalum run` plays it. */
export const SCENARIO: CopyFormat = {
  name: 'Scenario',
  write(copied) {
    const send = sendIn(copied);
    if (send === undefined)
      return none('Only a send can be played by itself: what else there is needs one before it.');
    const { bytes, version } = send;
    const pages = Math.ceil(bytes.length / PAGE_SIZE);
    if (pages > MOST_TX_PAGES) return none(`${bytes.length} bytes do not fit into a TX buffer.`);
    const decoded = decodeTransaction(bytes, version);
    if (!decoded.ok)
      return none('Without header and access descriptors nobody knows who sends what to whom.');
    return machine(send, decoded.value, pages);
  },
};

function sendIn({ bytes, kind, version }: Copied): Send | undefined {
  const sends = kind === 'share' || kind === 'lend' || kind === 'donate';
  return sends && version !== undefined ? { bytes, kind, version } : undefined;
}

function machine(send: Send, { sender, receivers, composite }: MemoryTransaction, pages: number): CopyText {
  const { kind, version } = send;
  const others = [...new Set(receivers.map(({ endpoint }) => endpoint))].filter((id) => id !== sender);
  const owned = ownedRanges(composite);
  const tx = freeRange(owned, pages);
  const rx = { page: tx.page + pages, pages };
  const memory = [...owned, { page: tx.page, pages: pages * 2 }];
  const secure = isSecureId(sender) ? ', secure: true' : '';
  return text(
    `about: A ${kind} of ${send.bytes.length} bytes, as it was pasted.`,
    'memory:',
    ...memory.map((range, index) => `  ram${index}: { ${extent(range)}${secure} }`),
    'partitions:',
    '  sender:',
    `    id: ${hexText(sender)}`,
    `    version: ${versionText(version)}`,
    `    memory: [${memory.map((range) => `{ ${extent(range)} }`).join(', ')}]`,
    `    buffers: { tx: ${address(tx)}, rx: ${address(rx)}, pages: ${pages} }`,
    ...others.map((id) => `  receiver${hexText(id, 4).slice(2)}: { id: ${hexText(id)} }`),
    'steps:',
    '  - { by: sender, do: start }',
    ...callStep(send),
  );
}

function callStep({ bytes, kind, version }: Send): readonly string[] {
  const [, ...registers] = callOf(bytes, kind, version) ?? [];
  const set = registers.map((value, index) => `w${index + 1}: ${hexText(value)}`);
  const [verdict] = judgeByProfiles(bytes, kind, version, [SPEC]);
  const rule = verdict?.refusal?.rule.id;
  return [
    '  - by: sender',
    '    do: call',
    `    function: ${functionOfKind(kind)}`,
    `    registers: { ${set.join(', ')} }`,
    `    tx: "${bytesText(bytes)}"`,
    ...(rule === undefined ? [] : [`    refused: ${rule}`]),
  ];
}

function ownedRanges(composite: Composite | undefined): readonly Range[] {
  return rangesOf(composite?.constituents ?? []);
}

function address({ page }: Range): string {
  return hexText(page * PAGE_SIZE);
}

function extent(range: Range): string {
  return `base: ${address(range)}, size: ${range.pages * PAGE_SIZE}`;
}
