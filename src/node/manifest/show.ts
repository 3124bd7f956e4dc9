import { bytesText } from '../../core/abi/hex.ts';
import type { DtsProperty, DtsValue } from './dts-tree.ts';

const MAX_LENGTH = 80;

/** A property's value as it could be written in source, cut short when it is long. */
export function show({ values }: DtsProperty): string {
  const text = values.length === 0 ? 'empty' : values.map(showValue).join(', ');
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}

function showValue(value: DtsValue): string {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.text);
    case 'bytes':
      return `[${bytesText(value.bytes)}]`;
    case 'path':
      return `&{${value.target.path}}`;
    case 'cells':
      return `<${value.cells
        .map((cell) => (cell.kind === 'number' ? `0x${cell.value.toString(16)}` : `&{${cell.target.path}}`))
        .join(' ')}>`;
  }
}
