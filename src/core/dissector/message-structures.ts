/** Messages of Gunyah's resource manager, and the packets that they are written in. */

import type { Layout } from '../abi/fields.ts';
import { linuxErrno, RM_ERRORS, rmErrorCode } from '../gunyah/wire/errors.ts';
import * as layouts from '../gunyah/wire/layouts.ts';
import {
  type ListShape,
  MESSAGES,
  type MessageShape,
  NOTIFICATION,
  REQUEST,
  reserveShape,
} from '../gunyah/wire/messages.ts';
import { PACKET_HEADER } from '../gunyah/wire/packet.ts';
import { RANGE_KIND } from '../gunyah/wire/values.ts';
import { BROKEN_BYTES, CHANGE, PACKET } from '../trace/packet-layout.ts';
import { titleOf } from './filter-field.ts';
import type { LuaValue } from './lua.ts';
import type { Structure } from './structures.ts';

const PACKET_ROOT = { name: 'gunyah', everywhere: new Set<string>() };
const MESSAGE_ROOT = {
  name: 'gunyah.rm',
  everywhere: new Set(['error', 'handle', 'label', 'tag', 'vmid', 'memory_type', 'transfer']),
};

/** Structures that messages begin with, and what their fields are called in filters. */
const HEADS: readonly (readonly [layout: Layout, group: string])[] = [
  [layouts.CREATE, 'create'],
  [layouts.APPEND, 'append'],
  [layouts.ACCEPT, 'accept'],
  [layouts.RETURN, 'return'],
  [layouts.NOTIFY, 'notify'],
  [layouts.LOOKUP, 'lookup'],
  [layouts.REPLY, 'reply'],
  [layouts.HANDLE_REPLY, 'reply'],
  [layouts.PLACED_REPLY, 'placed'],
  [layouts.MEM_SHARED, 'shared'],
  [layouts.MEM_TAKEN, 'taken'],
  [layouts.MEM_RECALL, 'recall'],
  [layouts.VM, 'vm'],
  [layouts.VM_REPLY, 'vm'],
  [layouts.VM_STOP, 'stop'],
  [layouts.VM_CONFIG_IMAGE, 'image'],
  [layouts.VM_SET_FIRMWARE_MEM, 'firmware'],
  [layouts.VM_STATUS, 'status'],
  [layouts.VM_EXITED, 'exited'],
  [layouts.IPA_RESERVE, 'reserve'],
  [layouts.IPA_REPLY, 'reserve'],
];

/** The same of what lists hold, with what tells one entry from another. */
const ENTRIES: readonly (readonly [layout: Layout, group: string, headline: readonly string[]])[] = [
  [layouts.ACL_ENTRY, 'acl', ['vmid', 'rights']],
  [layouts.REGION, 'region', ['base', 'size']],
  [layouts.ATTRIBUTE_ENTRY, 'attribute', ['vmid', 'attribute']],
  [layouts.VM_ENTRY, 'told', ['vmid']],
  [layouts.SIZE_ENTRY, 'region', ['size']],
  [layouts.ADDRESS_ENTRY, 'range', ['base']],
  [layouts.SEARCHED_RANGE, 'range', ['base', 'size']],
];

/** What stands around messages, and before the entries of lists. */
const AROUND: readonly Structure[] = [
  { key: 'packet', root: PACKET_ROOT, group: '', layouts: [PACKET], shown: ['kind', 'call'] },
  { key: 'brokenBytes', root: PACKET_ROOT, group: 'broken', layouts: [BROKEN_BYTES] },
  { key: 'change', root: PACKET_ROOT, group: 'change', layouts: [CHANGE] },
  { key: 'header', root: MESSAGE_ROOT, group: '', layouts: [PACKET_HEADER], called: { id: 'msg_id' } },
  { key: layouts.LIST.name, root: MESSAGE_ROOT, group: 'list', layouts: [layouts.LIST] },
  { key: layouts.PLACED_LIST.name, root: MESSAGE_ROOT, group: 'list', layouts: [layouts.PLACED_LIST] },
];

function structureOf(layout: Layout, group: string, headline?: readonly string[]): Structure {
  const called = { type: 'memory_type' };
  const more = headline === undefined ? {} : { headline };
  return { key: layout.name, root: MESSAGE_ROOT, group, layouts: [layout], spelled: true, called, ...more };
}

/** Every structure that packets of Gunyah hold. */
export const MESSAGE_STRUCTURES: readonly Structure[] = [
  ...AROUND,
  ...HEADS.map(([layout, group]) => structureOf(layout, group)),
  ...ENTRIES.map(([layout, group, headline]) => structureOf(layout, group, headline)),
];

/** What messages consist of, by their numbers: structures by their keys. */
export function messageTable(): LuaValue {
  return new Map(MESSAGES.map((shape): [number, LuaValue] => [shape.id, messageRow(shape)]));
}

function messageRow(shape: MessageShape): LuaValue {
  const { name, head, lists, minimum, trailing, reply } = shape;
  return {
    name,
    head: head.name,
    lists: lists.map(listRow),
    lists_of_kind: shape === REQUEST.IPA_RESERVE ? rangeLists() : undefined,
    rest: shape === NOTIFICATION.VM_EXITED ? 'gunyah.rm.reason' : undefined,
    minimum,
    trailing,
    reply: reply && { head: reply.head.name, entry: reply.entry?.name },
  };
}

function listRow({ name, head, entry }: ListShape): LuaValue {
  return { name, title: titleOf(name), head: head.name, entry: entry.name };
}

function rangeLists(): LuaValue {
  return new Map(
    Object.values(RANGE_KIND).map((kind): [number, LuaValue] => [
      kind,
      (reserveShape(kind)?.lists ?? []).map(listRow),
    ]),
  );
}

/** A number that no error has. */
const NO_ERROR = 0x7fff_ffff;

/** What Linux's driver returns, by the error of the resource manager. */
export function errnoTable(): LuaValue {
  const rows = RM_ERRORS.map((name): [number, string] => {
    const code = rmErrorCode(name);
    return [code, `-${linuxErrno(code)}`];
  });
  return new Map<number | string, string>([...rows, ['other', `-${linuxErrno(NO_ERROR)}`]]);
}
