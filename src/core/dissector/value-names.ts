/** Tables of names that several fields share, or a field and the program: they stand in the file once. */

import { FUNCTIONS, functionId, functionName, hasWidth } from '../abi/functions.ts';
import { STATUS } from '../abi/statuses.ts';
import { SUPPORTED_VERSIONS, versionText } from '../abi/versions.ts';
import { RM_ERRORS, rmErrorCode } from '../gunyah/wire/errors.ts';
import { CONTENTS, PACKET_KINDS } from '../trace/packet-layout.ts';
import { type LuaValue, luaValue, type Verbatim } from './lua.ts';

export const CONTENT_NAMES: Verbatim = { lua: 'CONTENT_NAMES' };
export const FUNCTION_NAMES: Verbatim = { lua: 'FUNCTION_NAMES' };
export const ERROR_NAMES: Verbatim = { lua: 'ERROR_NAMES' };
export const PACKET_KIND_NAMES: Verbatim = { lua: 'PACKET_KIND_NAMES' };
export const STATUS_NAMES: Verbatim = { lua: 'STATUS_NAMES' };
export const VERSION_NAMES: Verbatim = { lua: 'VERSION_NAMES' };

/** The tables that the names above stand for. */
export function sharedNames(): string {
  const functions = ([32, 64] as const).flatMap((width) =>
    FUNCTIONS.filter((row) => hasWidth(row, width)).map((row): [number, LuaValue] => {
      const id = functionId(row.name, width);
      return [id, functionName(id)];
    }),
  );
  const versions = SUPPORTED_VERSIONS.map((version): [number, LuaValue] => [version, versionText(version)]);
  const errors = (['OK', ...RM_ERRORS] as const).map((name): [number, LuaValue] => [rmErrorCode(name), name]);
  const tables: readonly (readonly [Verbatim, LuaValue])[] = [
    [FUNCTION_NAMES, new Map(functions)],
    [STATUS_NAMES, byNumber(STATUS)],
    [VERSION_NAMES, new Map(versions)],
    [PACKET_KIND_NAMES, byNumber(PACKET_KINDS)],
    [CONTENT_NAMES, byNumber(CONTENTS)],
    [ERROR_NAMES, new Map(errors)],
  ];
  return tables.map(([{ lua }, names]) => `local ${lua} = ${luaValue(names)}`).join('\n');
}

function byNumber(numbers: Readonly<Record<string, number>>): LuaValue {
  return new Map(Object.entries(numbers).map(([name, number]) => [number, name]));
}
