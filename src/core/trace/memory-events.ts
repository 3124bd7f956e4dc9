/**
 * Requests about memory as Linux's Gunyah drivers trace them in kernels of Android's vendors: `gh_rm_mem_lend` and its like when they
 * ask, `gh_rm_mem_call_return` or `gh_rm_mem_accept_reply` when they are answered. Other requests have no event there.
 *
 * Of a list of regions the first four are printed. Of what came back there is an error number of Linux, which stands for several
 * errors of the resource manager.
 */

import { readNumber } from '../abi/structure.ts';
import type { RecordedRequest } from '../decode/recorded-event.ts';
import { divide } from '../gunyah/wire/codec.ts';
import { linuxReturn } from '../gunyah/wire/errors.ts';
import {
  ACCEPT,
  CREATE,
  HANDLE_REPLY,
  NOTIFY,
  PLACED_LIST,
  PLACED_REPLY,
  REGION,
  REPLY,
  RETURN,
  VM_ENTRY,
} from '../gunyah/wire/layouts.ts';
import { messageById, REQUEST } from '../gunyah/wire/messages.ts';
import { Received } from '../gunyah/wire/received.ts';
import { TRANSFER } from '../gunyah/wire/values.ts';
import { columnText, type Entries, hex, parcelText, regionsText } from './memory-event-text.ts';

/** One line: the event, and what stands behind it. */
export interface MemoryEvent {
  readonly name: string;
  readonly text: string;
  readonly when: 'asked' | 'answered';
}

type Describe = (message: Received, reply: Uint8Array) => readonly MemoryEvent[];

const BY_ID: ReadonlyMap<number, Describe> = new Map([
  [REQUEST.DONATE.id, creation('gh_rm_mem_donate', TRANSFER.DONATE)],
  [REQUEST.LEND.id, creation('gh_rm_mem_lend', TRANSFER.LEND)],
  [REQUEST.SHARE.id, creation('gh_rm_mem_share', TRANSFER.SHARE)],
  [REQUEST.ACCEPT.id, acceptance],
  [REQUEST.RELEASE.id, returning('gh_rm_mem_release')],
  [REQUEST.RECLAIM.id, returning('gh_rm_mem_reclaim')],
  [REQUEST.NOTIFY.id, notification],
]);

/** The events of a request; none for one that drivers do not trace, or would not send. */
export function memoryEvents({ id, payload, reply }: RecordedRequest): readonly MemoryEvent[] {
  const [describe, shape] = [BY_ID.get(id), messageById(id)];
  if (describe === undefined || shape === undefined) return [];
  const division = divide(payload, shape);
  return division.ok ? describe(new Received(payload, division.lists), reply) : [];
}

function creation(name: string, transfer: number): Describe {
  return (message, reply) => {
    const { type, flags, label } = CREATE.fields;
    const given = { type: message.field(type), flags: message.field(flags), label: message.field(label) };
    const asked = parcelText(message, { ...given, handle: 0, mapVmid: 0, transfer });
    const { handle } = HANDLE_REPLY.fields;
    const made = reply.length < HANDLE_REPLY.size ? 0 : readNumber(reply, 0, handle);
    return [{ name, text: asked, when: 'asked' }, returned(made, reply)];
  };
}

function acceptance(message: Received, reply: Uint8Array): readonly MemoryEvent[] {
  const { type, flags, label, handle, transfer } = ACCEPT.fields;
  const places = message.list('regions');
  const text = parcelText(message, {
    type: message.field(type),
    flags: message.field(flags),
    label: message.field(label),
    handle: message.field(handle),
    mapVmid: mapVmidOf(message),
    transfer: message.field(transfer),
  });
  const given = regionsText(message.payload, places);
  const placed = places.count > 0 ? given : regionsText(reply, placesIn(reply));
  const told = errorOf(reply) === 0 ? placed : regionsText(reply, { count: 0, entries: 0 });
  return [
    { name: 'gh_rm_mem_accept', text, when: 'asked' },
    { name: 'gh_rm_mem_accept_reply', text: `${told}\t\t`, when: 'answered' },
  ];
}

/** For whom memory is mapped; 0, the caller, where the list that says so is left out. */
function mapVmidOf(message: Received): number {
  const { at } = message.list('regions');
  const there = at + PLACED_LIST.size <= message.payload.length;
  return there ? readNumber(message.payload, at, PLACED_LIST.fields.mapVmid) : 0;
}

function returning(name: string): Describe {
  return (message, reply) => {
    const handle = message.field(RETURN.fields.handle);
    const text = `handle_s = ${handle} flags = ${hex(message.field(RETURN.fields.flags))}`;
    return [{ name, text, when: 'asked' }, returned(handle, reply)];
  };
}

function notification(message: Received): readonly MemoryEvent[] {
  const { handle, flags, tag } = NOTIFY.fields;
  const vms = message.list('vms');
  const vmids = columnText(message.payload, vms, VM_ENTRY, VM_ENTRY.fields.vmid);
  const head = `handle = ${message.field(handle)} flags = ${hex(message.field(flags))} mem_info_tag = ${message.field(tag)}`;
  const told = `vmid_entries = ${vms.count} entry_vmid_arr = ${vmids}`;
  return [{ name: 'gh_rm_mem_notify', text: `${head}\t\t${told}`, when: 'asked' }];
}

function returned(handle: number, reply: Uint8Array): MemoryEvent {
  const text = `handle = ${handle}, return_value = ${linuxReturn(errorOf(reply))}`;
  return { name: 'gh_rm_mem_call_return', text, when: 'answered' };
}

/** The places in an answer to ACCEPT, as many as are there. */
function placesIn(reply: Uint8Array): Entries {
  const entries = PLACED_REPLY.size;
  if (reply.length < entries) return { count: 0, entries };
  const there = Math.floor((reply.length - entries) / REGION.size);
  return { count: Math.min(readNumber(reply, 0, PLACED_REPLY.fields.count), there), entries };
}

function errorOf(reply: Uint8Array): number {
  return reply.length < REPLY.size ? 0 : readNumber(reply, 0, REPLY.fields.error);
}
