import type { AnnotatedField } from '../../core/abi/annotation.ts';
import { nameInGroup, remarkOf } from '../../core/decode/field-groups.ts';
import type { ByteRow } from './table.ts';

/** A field as a row of the table. */
export function fieldRow(field: AnnotatedField): ByteRow {
  const { offset, raw, value } = field;
  return { offset, raw, name: nameInGroup(field), value, remark: remarkOf(field) };
}
