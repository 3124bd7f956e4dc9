import { TYPE_DEVICE, TYPE_UNSPECIFIED } from '../abi/bits.ts';
import { type DecodedTransaction, decodeTransaction } from '../abi/decode-transaction.ts';
import type { Field } from '../abi/fields.ts';
import { hexText } from '../abi/hex.ts';
import { ACCESS_16, CONSTITUENT, layoutsOf } from '../abi/layouts.ts';
import { pagesIn } from '../abi/pages.ts';
import { type ShownPart, showField } from '../abi/show-field.ts';
import { readNumber } from '../abi/structure.ts';
import { VERSION_1_2 } from '../abi/versions.ts';
import type { DescriptorPart, ReceiverTerms, TransactionTerms } from './terms.ts';
import type { Timeline } from './timeline.ts';
import type { TransactionLife } from './transaction-lives.ts';

/** What the descriptor of a send says, and those of the retrieves up to an event. */
export function sendTerms(
  timeline: Timeline,
  life: TransactionLife,
  moment: number,
): TransactionTerms | undefined {
  const [first = life.begin] = life.parts;
  const sent = descriptorIn(timeline, first, 'tx');
  if (sent === undefined) return undefined;
  const { bytes, version, decoded } = sent;
  const { attributes, flags } = layoutsOf(version).header.fields;
  const { tag } = decoded.value;
  return {
    facts: [
      { name: 'memory', text: attributeText(bytes, attributes) },
      { name: 'flags', text: flagText(bytes, flags) },
      ...(tag === 0n ? [] : [{ name: 'tag', text: hexText(tag) }]),
    ],
    receivers: receiversOf(timeline, life, sent, moment),
    parts: life.parts.map((event) => partOf(timeline, event, event === first)),
  };
}

interface Descriptor {
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly decoded: DecodedTransaction;
}

/** The descriptor in a buffer of a call; undefined where there is none that can be read. */
function descriptorIn(
  { events, versions }: Timeline,
  number: number,
  buffer: 'tx' | 'rx',
): Descriptor | undefined {
  const call = events.get(number);
  const bytes = call?.kind === 'call' ? call[buffer] : undefined;
  if (call === undefined || bytes === undefined) return undefined;
  const version = versions.at(call.caller, number) ?? VERSION_1_2;
  const decoded = decodeTransaction(bytes, version);
  return decoded.ok ? { bytes, version, decoded } : undefined;
}

function receiversOf(
  timeline: Timeline,
  { steps }: TransactionLife,
  sent: Descriptor,
  moment: number,
): readonly ReceiverTerms[] {
  const names = new Map(timeline.machine?.partitions.map(({ id, name }) => [id, name]));
  /** What each receiver asked for last, and was given, by its id. */
  const retrieved = new Map<number, Pick<ReceiverTerms, 'asked' | 'given'>>();
  for (const { event, step, by } of steps) {
    if (step !== 'retrieved' || event > moment) continue;
    const asked = descriptorIn(timeline, event, 'tx');
    const given = descriptorIn(timeline, event, 'rx');
    // A response lists whom it is for, and nobody else.
    const id = given?.decoded.value.receivers[0]?.endpoint;
    if (id === undefined) continue;
    names.set(id, by);
    retrieved.set(id, { asked: permissionsIn(asked, id), given: permissionsIn(given, id) });
  }
  return sent.decoded.value.receivers.map(({ endpoint }) => ({
    name: names.get(endpoint) ?? hexText(endpoint, 4),
    offered: permissionsIn(sent, endpoint),
    ...(retrieved.get(endpoint) ?? { asked: '', given: '' }),
  }));
}

/** What a descriptor says of an endpoint's access: "RW, NX". */
function permissionsIn(descriptor: Descriptor | undefined, endpoint: number): string {
  const { value, layout } = descriptor?.decoded ?? {};
  const index = value?.receivers.findIndex((receiver) => receiver.endpoint === endpoint) ?? -1;
  if (descriptor === undefined || layout === undefined || index < 0) return '';
  const base = layout.accessOffset + index * layout.accessSize;
  const said = partsOf(descriptor.bytes, base, ACCESS_16.fields.permissions).filter(
    ({ value: bits }) => bits !== 0,
  );
  return said.length === 0 ? 'left open' : said.map(({ text }) => text).join(', ');
}

/** "normal, write-back, inner", "device, nGnRE". What the middle part means depends on the type. */
function attributeText(bytes: Uint8Array, attributes: Field): string {
  const [shareability, kind, type, security] = partsOf(bytes, 0, attributes);
  if (type === undefined || type.value === TYPE_OF.UNSPECIFIED) return 'left open';
  const [normal, device] = kind?.text.split(' / ') ?? [];
  const said = type.value === TYPE_OF.DEVICE ? [device] : [normal, shareability?.text];
  const outside = security?.value === 1 ? [security.text] : [];
  return [type.text, ...said, ...outside].join(', ');
}

const TYPE_OF = { UNSPECIFIED: TYPE_UNSPECIFIED >>> 4, DEVICE: TYPE_DEVICE >>> 4 } as const;

function flagText(bytes: Uint8Array, flags: Field): string {
  const set = partsOf(bytes, 0, flags).filter(({ value }) => value !== 0);
  return set.length === 0
    ? 'none'
    : set.map(({ name, text, wide }) => (wide ? `${name}: ${text}` : name)).join(', ');
}

function partsOf(bytes: Uint8Array, base: number, field: Field): readonly ShownPart[] {
  return showField(bytes, base, field).parts ?? [];
}

/** A fragment: the first begins with the descriptor's head, the others are constituents alone. */
function partOf(timeline: Timeline, event: number, first: boolean): DescriptorPart {
  const call = timeline.events.get(event);
  const bytes = (call?.kind === 'call' ? call.tx : undefined) ?? new Uint8Array();
  const composite = first ? descriptorIn(timeline, event, 'tx')?.decoded.value.composite : undefined;
  const pages = first ? pagesIn(composite?.constituents ?? []) : constituentPages(bytes);
  return { event, bytes: bytes.length, pages };
}

function constituentPages(bytes: Uint8Array): number {
  let pages = 0;
  for (let at = 0; at + CONSTITUENT.size <= bytes.length; at += CONSTITUENT.size)
    pages += readNumber(bytes, at, CONSTITUENT.fields.pages);
  return pages;
}
