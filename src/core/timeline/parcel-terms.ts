import { hexText } from '../abi/hex.ts';
import { showField } from '../abi/show-field.ts';
import { readAccess } from '../gunyah/wire/access-list.ts';
import { divide } from '../gunyah/wire/codec.ts';
import { CREATE, REGION } from '../gunyah/wire/layouts.ts';
import { messageById } from '../gunyah/wire/messages.ts';
import { Received } from '../gunyah/wire/received.ts';
import { ATTRIBUTE, RIGHT } from '../gunyah/wire/values.ts';
import { PAGE_SIZE } from '../memory/pages.ts';
import type { DescriptorPart, ReceiverTerms, TransactionTerms } from './terms.ts';
import type { Timeline } from './timeline.ts';
import type { TransactionLife } from './transaction-lives.ts';

/** What the request that made a parcel says, and those that appended to it. A receiver of a parcel does not ask for rights: it has what it was given. */
export function parcelTerms(timeline: Timeline, life: TransactionLife): TransactionTerms | undefined {
  const created = messageIn(timeline, life.begin);
  if (created === undefined) return undefined;
  const { payload } = created;
  const { type, flags, label } = CREATE.fields;
  const set = (showField(payload, 0, flags).parts ?? []).filter(({ value }) => value !== 0);
  return {
    facts: [
      { name: 'type', text: showField(payload, 0, type).parts?.[0]?.text ?? '' },
      { name: 'flags', text: set.length === 0 ? 'none' : set.map(({ name }) => name).join(', ') },
      { name: 'label', text: hexText(created.field(label)) },
    ],
    receivers: receiversOf(timeline, created),
    parts: life.parts.map((event) => partOf(timeline, event)),
  };
}

function receiversOf({ machine }: Timeline, created: Received): readonly ReceiverTerms[] {
  return readAccess(created).map(({ vmid, rights, attribute }) => {
    const name = machine?.vms.find((vm) => vm.vmid === vmid)?.name ?? `VM ${vmid}`;
    const letters = LETTERS.filter(([right]) => (rights & right) !== 0).map(([, letter]) => letter);
    const mapped = ATTRIBUTE_WORDS[attribute];
    return { name, offered: [letters.join(''), mapped].filter(Boolean).join(', '), asked: '', given: '' };
  });
}

const LETTERS = [
  [RIGHT.READ, 'R'],
  [RIGHT.WRITE, 'W'],
  [RIGHT.EXECUTE, 'X'],
] as const;

/** How a receiver is to map memory, where that is said. */
const ATTRIBUTE_WORDS: Readonly<Record<number, string>> = {
  [ATTRIBUTE.DEVICE]: 'as a device',
  [ATTRIBUTE.UNCACHED]: 'uncached',
  [ATTRIBUTE.CACHED]: 'cached',
};

function partOf(timeline: Timeline, event: number): DescriptorPart {
  const message = messageIn(timeline, event);
  const { count = 0, entries = 0 } = message?.list('regions') ?? {};
  let bytes = 0;
  for (let index = 0; index < count; index++)
    bytes += message?.at(entries + index * REGION.size, REGION.fields.size) ?? 0;
  return { event, bytes: message?.payload.length ?? 0, pages: bytes / PAGE_SIZE };
}

/** The request of an event; undefined where its lists cannot be found. */
function messageIn({ events }: Timeline, number: number): Received | undefined {
  const event = events.get(number);
  const shape = event?.kind === 'request' ? messageById(event.id) : undefined;
  if (event?.kind !== 'request' || shape === undefined) return undefined;
  const division = divide(event.payload, shape);
  return division.ok ? new Received(event.payload, division.lists) : undefined;
}
