/**
 * The Wireshark dissector of packets that `trace/pcapng.ts` writes. Names, layouts and rules come from the tables that the rest of
 * the house reads, so there is no second place where one of them could be wrong.
 */

import { MOST_ENTRIES } from '../gunyah/wire/codec.ts';
import { SIGNATURE } from '../trace/packet-layout.ts';
import { FFA_STRUCTURES, versionTable } from './ffa-structures.ts';
import { type FilterField, fieldLua, mergedFields } from './filter-field.ts';
import { type LuaValue, luaValue } from './lua.ts';
import { errnoTable, MESSAGE_STRUCTURES, messageTable } from './message-structures.ts';
import {
  EXPERTS,
  type Experts,
  itemTable,
  MESSAGE_EXPERTS,
  MESSAGE_FILTER_FIELDS,
  PACKET_FILTER_FIELDS,
  ruleTable,
} from './packet-fields.ts';
import { ITEMS_PROGRAM } from './program-items.ts';
import { MESSAGES_PROGRAM } from './program-messages.ts';
import { PACKETS_PROGRAM } from './program-packets.ts';
import { REGISTERS_PROGRAM } from './program-registers.ts';
import { STRUCTURES_PROGRAM } from './program-structures.ts';
import { functionTable, registerFilterFields, valueNameTable } from './register-arguments.ts';
import { structureFilterFields, structureTable } from './structures.ts';
import { sharedNames } from './value-names.ts';

const HEAD = `-- Arm FF-A and Gunyah's resource manager for Wireshark and tshark, printed by "tantalum dissector": do not edit, print it again.
--
--   tantalum trace FILE --to pcapng --out trace.pcapng
--   tshark -X lua_script:ffa.lua -r trace.pcapng
--
-- In the folder of personal Lua plugins (Help, About, Folders) it is loaded without being asked for.

local ffa = Proto("ffa", "Arm FF-A")
local gunyah = Proto("gunyah", "Gunyah resource manager")
local field = {}`;

/** The file: Lua, the same text every time. */
export function dissector(): string {
  return `${[
    HEAD,
    sharedNames(),
    fieldsProgram('ffa', [
      ...PACKET_FILTER_FIELDS,
      ...structureFilterFields(FFA_STRUCTURES),
      ...registerFilterFields(),
    ]),
    fieldsProgram('gunyah', [...MESSAGE_FILTER_FIELDS, ...structureFilterFields(MESSAGE_STRUCTURES)]),
    expertsProgram('ffa', EXPERTS),
    expertsProgram('gunyah', MESSAGE_EXPERTS),
    table('SIGNATURE', SIGNATURE),
    table('ITEM', itemTable()),
    table('STRUCTURE', structureTable(FFA_STRUCTURES)),
    table('MESSAGE_STRUCTURE', structureTable(MESSAGE_STRUCTURES)),
    table('MESSAGE', messageTable()),
    table('MOST_ENTRIES', MOST_ENTRIES),
    table('ERRNO', errnoTable()),
    table('VERSION', versionTable()),
    table('FUNCTION', functionTable()),
    table('VALUE_NAMES', valueNameTable()),
    table('RULE', ruleTable()),
    STRUCTURES_PROGRAM.trim(),
    REGISTERS_PROGRAM.trim(),
    ITEMS_PROGRAM.trim(),
    MESSAGES_PROGRAM.trim(),
    PACKETS_PROGRAM.trim(),
  ].join('\n\n')}\n`;
}

function table(name: string, value: LuaValue): string {
  return `local ${name} = ${luaValue(value)}`;
}

/** Every field of a protocol that can be filtered by. */
function fieldsProgram(protocol: string, fields: readonly FilterField[]): string {
  const rows = mergedFields(fields).map((each): [string, LuaValue] => [each.name, { lua: fieldLua(each) }]);
  const own = `${protocol}_field`;
  const take = `for name, each in pairs(${own}) do field[name] = each end`;
  return `${table(own, new Map(rows))}\n${protocol}.fields = ${own}\n${take}`;
}

function expertsProgram(protocol: string, experts: Experts): string {
  const rows = Object.entries(experts).map(([name, [text, group, severity]]): [string, LuaValue] => [
    name,
    {
      lua: `ProtoExpert.new("${protocol}.expert.${name}", ${luaValue(text)}, expert.group.${group}, expert.severity.${severity})`,
    },
  ]);
  return `${table(`${protocol}_expert`, new Map(rows))}\n${protocol}.experts = ${protocol}_expert`;
}
