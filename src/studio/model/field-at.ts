import type { AnnotatedField } from '../../core/abi/annotation.ts';
import type { ViewPart } from '../../core/decode/field-groups.ts';

/** The field of which a byte is part; `undefined` where the view leaves it out. */
export function fieldAt(parts: readonly ViewPart[], offset: number): AnnotatedField | undefined {
  for (const part of parts) {
    if ('omitted' in part) continue;
    const found = part.fields.find((field) => offset >= field.offset && offset < field.offset + field.length);
    if (found !== undefined) return found;
  }
  return undefined;
}
