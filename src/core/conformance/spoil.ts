import { type Field, writeField } from '../abi/fields.ts';
import {
  COMPOSITE,
  CONSTITUENT,
  type HEADER_1_0,
  type HEADER_1_1,
  layoutsOf,
  RELINQUISH,
  type VersionLayouts,
} from '../abi/layouts.ts';

/** Writes something else into a descriptor before it is sent. Knows where the fields are in the layout of a version. */
export type Spoil = (bytes: Uint8Array, version: number, receivers: number) => void;

/** Another value for a field of the header. */
export function header(
  field: keyof typeof HEADER_1_1.fields | keyof typeof HEADER_1_0.fields,
  value: number | bigint,
): Spoil {
  return (bytes, version) => {
    const fields: Readonly<Record<string, Field | undefined>> = layoutsOf(version).header.fields;
    const place = fields[field];
    if (place === undefined) throw new TypeError(`the header has no ${field} in this version`);
    put(bytes, 0, place, value);
  };
}

/** Another value for a field of an access descriptor. */
export function access(
  field: keyof VersionLayouts['access']['fields'],
  value: number | bigint,
  index = 0,
): Spoil {
  return (bytes, version) => {
    const layouts = layoutsOf(version);
    put(bytes, layouts.header.size + index * layouts.access.size, layouts.access.fields[field], value);
  };
}

/** Another value for a field of the composite. */
export function composite(field: keyof typeof COMPOSITE.fields, value: number | bigint): Spoil {
  return (bytes, version, receivers) => {
    put(bytes, compositeAt(version, receivers), COMPOSITE.fields[field], value);
  };
}

/** Another value for a field of a constituent. */
export function constituent(
  field: keyof typeof CONSTITUENT.fields,
  value: number | bigint,
  index = 0,
): Spoil {
  return (bytes, version, receivers) => {
    const at = compositeAt(version, receivers) + COMPOSITE.size + index * CONSTITUENT.size;
    put(bytes, at, CONSTITUENT.fields[field], value);
  };
}

/** Another value for a field of a relinquish descriptor. */
export function leaving(field: keyof typeof RELINQUISH.fields, value: number | bigint): Spoil {
  return (bytes) => put(bytes, 0, RELINQUISH.fields[field], value);
}

function compositeAt(version: number, receivers: number): number {
  const layouts = layoutsOf(version);
  return layouts.header.size + receivers * layouts.access.size;
}

function put(bytes: Uint8Array, base: number, field: Field, value: number | bigint): void {
  writeField(bytes, base, field, BigInt(value));
}
