import type { AnnotatedField } from '../../core/abi/annotation.ts';
import type { ViewPart } from '../../core/decode/field-groups.ts';
import { meets, type Range } from './range.ts';

/** Puts each trouble to the first field that it is about; those that are about no field in view are under `undefined`. */
export function placed<Trouble extends Range>(
  parts: readonly ViewPart[],
  troubles: readonly Trouble[],
): ReadonlyMap<AnnotatedField | undefined, readonly Trouble[]> {
  const fields = parts.flatMap((part) => ('omitted' in part ? [] : part.fields));
  const result = new Map<AnnotatedField | undefined, Trouble[]>();
  for (const trouble of troubles) {
    const field = fields.find((one) => meets(one, trouble));
    const list = result.get(field);
    if (list === undefined) result.set(field, [trouble]);
    else list.push(trouble);
  }
  return result;
}
