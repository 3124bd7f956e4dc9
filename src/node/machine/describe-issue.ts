import type { z } from 'zod';
import { nearest } from '../manifest/nearest.ts';
import type { Mistakes, Path } from './mistakes.ts';

type Issue = z.core.$ZodIssue;

/** Puts what a schema found into words: what stands there, and what was expected instead. */
export function noteIssue(mistakes: Mistakes, issue: Issue, file: unknown): void {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) mistakes.atKey([...path, key], `unknown key ${key}`, 'a key of the format');
    return;
  }
  if (issue.code === 'invalid_key') {
    mistakes.atKey(path, `key ${String(path.at(-1))}`, issue.issues[0]?.message ?? issue.message);
    return;
  }
  const value = valueAt(file, path);
  if (value === undefined) {
    mistakes.at(path.slice(0, -1), `${String(path.at(-1))} is missing`, expectedOf(issue));
    return;
  }
  mistakes.at(path, show(value), expectedOf(issue, value));
}

function expectedOf(issue: Issue, value?: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('Invalid input')
        ? (TYPE_NAMES[issue.expected] ?? issue.expected)
        : issue.message;
    case 'invalid_value':
      return choices(issue.values, value);
    case 'invalid_union':
      return issue.message.startsWith('Invalid') ? 'a verb of the format' : issue.message;
    case 'too_small':
      return `${issue.minimum} or more`;
    case 'too_big':
      return `${issue.maximum} or less`;
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
  number: 'a number',
  int: 'a whole number',
};

function choices(values: readonly unknown[], value: unknown): string {
  const texts = values.map(String);
  const near = typeof value === 'string' ? nearest(value, texts) : undefined;
  return near === undefined
    ? `one of ${texts.join(', ')}`
    : `one of ${texts.join(', ')}; did you mean ${near}?`;
}

function valueAt(file: unknown, path: Path): unknown {
  let value = file;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
