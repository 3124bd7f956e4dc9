import type { Change } from '../mutant.ts';
import { subjectOf } from '../mutant.ts';
import { PATCHES_ASK } from '../plan.ts';

type Patch = Extract<Change, { kind: 'patch' }>;

/** Where a patch's text stands. Throws where it stands nowhere or twice: code has changed, and the patch has to follow. */
export function placeOf(source: string, { file, find, after = '' }: Patch): number {
  const text = `${after}${find}`;
  const at = source.indexOf(text);
  if (at < 0) throw new Error(`a patch of ${file} finds nothing that reads: ${text}`);
  if (source.indexOf(text, at + 1) >= 0) throw new Error(`a patch of ${file} finds twice: ${text}`);
  return at + after.length;
}

/** Code that is as it was or as a patch has it, which is asked whenever it runs. */
function either(patch: Patch, otherwise: string): string {
  const asks = `globalThis.${PATCHES_ASK}(${JSON.stringify(subjectOf(patch))})`;
  if (patch.find.endsWith(';')) return `if (${asks}) { ${patch.replace} } else { ${otherwise} }`;
  return `(${asks} ? (${patch.replace}) : (${otherwise}))`;
}

/** A file with all its patches built in. Several may be of the same place; none may be of a part of another's. */
export function patched(source: string, patches: readonly Patch[]): string {
  const places = new Map<number, Patch[]>();
  for (const patch of patches) {
    const at = placeOf(source, patch);
    places.set(at, [...(places.get(at) ?? []), patch]);
  }
  let code = source;
  let from = source.length;
  for (const [at, here] of [...places].sort(([one], [other]) => other - one)) {
    const find = here[0]?.find ?? '';
    const end = at + find.length;
    if (end > from || here.some((patch) => patch.find !== find))
      throw new Error(`patches of ${here[0]?.file} overlap at: ${find}`);
    code = code.slice(0, at) + here.reduce((inner, patch) => either(patch, inner), find) + code.slice(end);
    from = at;
  }
  return code;
}
