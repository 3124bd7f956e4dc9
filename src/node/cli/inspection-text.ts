import { versionText } from '../../core/abi/versions.ts';
import type { Breach } from '../../core/decode/breach.ts';
import {
  type FieldGroup,
  fieldGroups,
  isMarked,
  type Mark,
  shorten,
} from '../../core/decode/field-groups.ts';
import type { Inspection } from '../../core/decode/inspection.ts';
import { fieldRow } from './field-rows.ts';
import { type ByteTable, byteLines, byteTable, marginOf } from './table.ts';
import type { Terminal } from './terminal.ts';
import { labelled } from './wrap.ts';

const LABEL_WIDTH = 8;

/** An inspection for people: verdict, bytes beside fields, then every broken rule. `all` shows whole arrays. */
export function inspectionText(inspection: Inspection, terminal: Terminal, all: boolean): string[] {
  const { fields, broken, faults, notes } = inspection;
  const { width } = terminal;
  const lines = [...verdictLines(inspection, terminal), '', ...tableLines(inspection, terminal, all)];
  for (const one of broken) lines.push('', ...breachLines(one, terminal));
  for (const { path, offset, length, detail } of faults)
    lines.push(
      '',
      terminal.paint('bad', `! ${bytesText(offset, length)}`),
      ...labelled('  found', `${path}: ${detail}`, LABEL_WIDTH + 2, width),
    );
  if (fields.length > 0 && notes.length > 0) lines.push('');
  for (const note of notes) lines.push(...labelled('note', note, LABEL_WIDTH, width));
  return lines;
}

function verdictLines(inspection: Inspection, { width, paint }: Terminal): string[] {
  const { kind, version, valid, reasons, fields, broken } = inspection;
  const length = fields.reduce((sum, field) => sum + field.length, 0);
  const protocol = version === undefined ? 'Gunyah' : `FF-A ${versionText(version)}`;
  const what = `${kind}, ${protocol}, ${length} bytes`;
  const rules = broken.length === 1 ? '1 rule is broken' : `${broken.length} rules are broken`;
  const verdict = valid ? paint('good', 'valid') : paint('bad', broken.length === 0 ? 'incomplete' : rules);
  return [
    `${paint('heading', what)}: ${verdict}`,
    ...reasons.flatMap((reason) => labelled('why', reason, LABEL_WIDTH, width)),
  ];
}

function tableLines(inspection: Inspection, terminal: Terminal, all: boolean): string[] {
  const { fields, broken, faults } = inspection;
  const marks = [...broken, ...faults];
  const last = fields.at(-1);
  const rows = fields.map(fieldRow);
  const table = byteTable(rows, last === undefined ? 0 : last.offset + last.length, terminal.width);
  const groups = fieldGroups(fields);
  const parts = all ? groups : shorten(groups, marks);
  return parts.flatMap((part) =>
    'omitted' in part
      ? [omissionLine(part.omitted, table, terminal)]
      : groupLines(part, marks, table, terminal),
  );
}

function groupLines(
  { name, fields }: FieldGroup,
  marks: readonly Mark[],
  table: ByteTable,
  { paint }: Terminal,
): string[] {
  const lines = [' '.repeat(marginOf(table)) + paint('heading', name)];
  for (const field of fields) {
    const marked = isMarked(field, marks);
    const shown = byteLines(fieldRow(field), marked ? '!' : '', table);
    lines.push(...(marked ? shown.map((line) => paint('bad', line)) : shown));
  }
  return lines;
}

function omissionLine(omitted: number, table: ByteTable, { paint }: Terminal): string {
  const margin = '  ...'.padEnd(marginOf(table));
  return paint('aside', `${margin}${omitted} more like these; --all shows them`);
}

function breachLines({ rule, status, offset, length, found }: Breach, { width, paint }: Terminal): string[] {
  const indent = LABEL_WIDTH + 2;
  return [
    paint('bad', `! ${bytesText(offset, length)}: ${rule.id}, ${status}`),
    ...labelled('  found', found, indent, width),
    ...labelled('  rule', rule.what, indent, width),
    ...labelled('  why', rule.why, indent, width),
    ...labelled('  fix', rule.fix, indent, width),
  ];
}

function bytesText(offset: number, length: number): string {
  if (length === 0) return `byte ${offset}`;
  return length === 1 ? `byte ${offset}` : `bytes ${offset}..${offset + length - 1}`;
}
