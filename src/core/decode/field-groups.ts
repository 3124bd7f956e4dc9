/** The fields of an inspection by structure, short enough to look at. */

import type { AnnotatedField } from '../abi/annotation.ts';
import type { ShownPart } from '../abi/show-field.ts';

/** The fields of one structure, in a view that leaves the middle of long arrays out. */
export interface FieldGroup {
  /** As in `receivers[0]`; 'header' for the fields of the descriptor itself. */
  readonly name: string;
  readonly fields: readonly AnnotatedField[];
}

/** Elements shown of a long array, at its start and at its end. */
const FIRST = 4;
const LAST = 2;

/** The fields by structure. */
export function fieldGroups(fields: readonly AnnotatedField[]): FieldGroup[] {
  const groups: { name: string; fields: AnnotatedField[] }[] = [];
  for (const field of fields) {
    const name = structureOf(field.path);
    const last = groups.at(-1);
    if (last?.name === name) last.fields.push(field);
    else groups.push({ name, fields: [field] });
  }
  return groups;
}

function structureOf(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? 'header' : path.slice(0, dot);
}

/** Bytes of which something is wrong. */
export interface Mark {
  readonly offset: number;
  readonly length: number;
}

/** Whether something is wrong with bytes of a field. */
export function isMarked({ offset, length }: AnnotatedField, marks: readonly Mark[]): boolean {
  return marks.some((mark) => offset < mark.offset + mark.length && mark.offset < offset + length);
}

/** A part of a view: a structure to show, or how many array elements are left out because nothing is wrong there. */
export type ViewPart = FieldGroup | { readonly omitted: number };

/** Leaves out the inner elements of long arrays, apart from those with marks. */
export function shorten(groups: readonly FieldGroup[], marks: readonly Mark[]): ViewPart[] {
  const parts: ViewPart[] = [];
  let omitted = 0;
  const close = () => {
    if (omitted > 0) parts.push({ omitted });
    omitted = 0;
  };
  const counts = elementCounts(groups);
  for (const group of groups) {
    const element = elementOf(group.name);
    const count = element === undefined ? 0 : (counts.get(element.array) ?? 0);
    const inner = element !== undefined && element.index >= FIRST && element.index < count - LAST;
    if (inner && !group.fields.some((field) => isMarked(field, marks))) {
      omitted++;
      continue;
    }
    close();
    parts.push(group);
  }
  close();
  return parts;
}

function elementCounts(groups: readonly FieldGroup[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of groups) {
    const array = elementOf(name)?.array;
    if (array !== undefined) counts.set(array, (counts.get(array) ?? 0) + 1);
  }
  return counts;
}

function elementOf(name: string): { array: string; index: number } | undefined {
  const match = /^(.*)\[(\d+)\]$/.exec(name);
  return match === null ? undefined : { array: match[1] ?? '', index: Number(match[2]) };
}

/** The name of a field inside its structure. */
export function nameInGroup({ path }: AnnotatedField): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** What the parts of a field say, in words; '' where they say nothing. */
export function remarkOf({ parts = [] }: AnnotatedField): string {
  const set = parts.length === 1 || parts.some((part) => part.value !== 0);
  return set ? parts.filter(isTelling).map(partText).join(', ') : '';
}

/** A bit that is clear says nothing, unless its value has a name. */
function isTelling({ value, text }: ShownPart): boolean {
  return value !== 0 || text !== '0';
}

function partText({ name, value, text, wide }: ShownPart): string {
  return value === 1 && text === '1' && wide === undefined ? name : `${name}: ${text}`;
}
