/**
 * The Wireshark dissector of packets that `trace/pcapng.ts` writes. Names, layouts and rules come from the tables that the rest of
 * the house reads, so there is no second place where one of them could be wrong.
 */

import { SIGNATURE } from '../trace/packet-layout.ts';
import { fieldLua, mergedFields } from './filter-field.ts';
import { type LuaValue, luaValue } from './lua.ts';
import { EXPERTS, itemTable, PACKET_FILTER_FIELDS, ruleTable } from './packet-fields.ts';
import { ITEMS_PROGRAM } from './program-items.ts';
import { PACKETS_PROGRAM } from './program-packets.ts';
import { REGISTERS_PROGRAM } from './program-registers.ts';
import { STRUCTURES_PROGRAM } from './program-structures.ts';
import { functionTable, registerFilterFields, valueNameTable } from './register-arguments.ts';
import { structureFilterFields, structureTable, versionTable } from './structures.ts';
import { sharedNames } from './value-names.ts';

const HEAD = `-- Arm FF-A for Wireshark and tshark, printed by "tantalum dissector": do not edit, print it again.
--
--   tantalum trace FILE --to pcapng --out trace.pcapng
--   tshark -X lua_script:ffa.lua -r trace.pcapng
--
-- In the folder of personal Lua plugins (Help, About, Folders) it is loaded without being asked for.

local ffa = Proto("ffa", "Arm FF-A")`;

/** The file: Lua, the same text every time. */
export function dissector(): string {
  return `${[
    HEAD,
    sharedNames(),
    fieldsProgram(),
    expertsProgram(),
    table('SIGNATURE', SIGNATURE),
    table('ITEM', itemTable()),
    table('STRUCTURE', structureTable()),
    table('VERSION', versionTable()),
    table('FUNCTION', functionTable()),
    table('VALUE_NAMES', valueNameTable()),
    table('RULE', ruleTable()),
    STRUCTURES_PROGRAM.trim(),
    REGISTERS_PROGRAM.trim(),
    ITEMS_PROGRAM.trim(),
    PACKETS_PROGRAM.trim(),
  ].join('\n\n')}\n`;
}

function table(name: string, value: LuaValue): string {
  return `local ${name} = ${luaValue(value)}`;
}

/** Every field that can be filtered by. */
function fieldsProgram(): string {
  const fields = mergedFields([
    ...PACKET_FILTER_FIELDS,
    ...structureFilterFields(),
    ...registerFilterFields(),
  ]);
  const rows = fields.map((field): [string, LuaValue] => [field.name, { lua: fieldLua(field) }]);
  return `${table('field', new Map(rows))}\nffa.fields = field`;
}

function expertsProgram(): string {
  const rows = Object.entries(EXPERTS).map(([name, [text, group, severity]]): [string, LuaValue] => [
    name,
    {
      lua: `ProtoExpert.new("ffa.expert.${name}", ${luaValue(text)}, expert.group.${group}, expert.severity.${severity})`,
    },
  ]);
  return `${table('expert_field', new Map(rows))}\nffa.experts = expert_field`;
}
