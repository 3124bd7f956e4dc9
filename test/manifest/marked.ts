import type { Position } from '../../src/node/manifest/position.ts';

const MARK = '▸';

/** A text with marks taken out, and the places where they stood: where findings are expected. */
export interface Marked {
  readonly text: string;
  readonly places: readonly Position[];
}

export function marked(source: string): Marked {
  const places: Position[] = [];
  const lines = source.split('\n').map((line, index) => {
    const parts = line.split(MARK);
    let column = 1;
    for (const part of parts.slice(0, -1)) {
      column += part.length;
      places.push({ line: index + 1, column });
    }
    return parts.join('');
  });
  return { text: lines.join('\n'), places };
}
