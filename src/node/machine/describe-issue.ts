import type { z } from 'zod';
import { knownKeys } from './keyed.ts';
import type { Mistakes, Path } from './mistakes.ts';
import { oneOf } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** Puts what a schema found into words: what stands there, and what was expected instead. */
export function noteIssue(mistakes: Mistakes, issue: Issue, file: unknown): void {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys)
        mistakes.atKey([...path, key], `unknown key ${key}`, oneOf(knownKeys(issue.message), key));
      return;
    case 'invalid_key':
      mistakes.atKey(path, `found key ${String(path.at(-1))}`, issue.issues[0]?.message ?? issue.message);
      return;
    case 'invalid_union': {
      const inner = issue.errors.find((issues) => issues.some((each) => each.path.length > 0));
      if (inner === undefined) break;
      for (const each of inner) noteIssue(mistakes, { ...each, path: [...path, ...each.path] }, file);
      return;
    }
    default:
  }
  const value = valueAt(file, path);
  const place = path.length === 0 ? 'the file' : placeName(path);
  if (value === undefined) mistakes.at(path.slice(0, -1), `${place} is missing`, expectedOf(issue));
  else mistakes.at(path, `${place} is ${mistakes.numeral(path) ?? show(value)}`, expectedOf(issue, value));
}

/** What a schema wanted: in its own words where it has some. */
function expectedOf(issue: Issue, value?: unknown): string {
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values.map(String), value);
    default:
      return issue.message;
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
};

/** How people call a place: "size", "memory[2]", "step 4". */
function placeName(path: Path): string {
  const start = path.findLastIndex((part) => typeof part === 'string');
  const indices = path.slice(start + 1).map(Number);
  const key = String(path[start]);
  if (start === 0 && key === 'steps' && indices[0] !== undefined) return `step ${indices[0] + 1}`;
  return key + indices.map((index) => `[${index}]`).join('');
}

function valueAt(file: unknown, path: Path): unknown {
  let value = file;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

const MOST_SHOWN = 40;

function show(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 3)}...` : text;
}
