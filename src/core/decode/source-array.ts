import { ArrayElements, positionOf } from './array-elements.ts';
import { type Format, mistake, wholePiece } from './reading.ts';
import { elementSize } from './source-number.ts';

const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)|\/\/.*/g;
/**
 * A brace or bracket before a number that is not alone. A bracket right behind a name is an index, and one around a number of three
 * digits that begins with 0 is how the tracer of Linux writes a processor.
 */
const OPENING = /(?:\{|(?<![\w\]])\[(?!0\d\d\]))[\s{[]{0,32}[0-9]\w*\s*[,;}\]]/g;

/** An array in the source of C, Rust, JavaScript or Python, with whatever stands around it. */
export const sourceArray: Format = {
  name: 'source array',
  detects({ text = '' }) {
    const found = withoutComments(text).search(OPENING) >= 0;
    return found ? 'numbers stand in braces or brackets' : undefined;
  },
  read({ text = '' }) {
    const source = withoutComments(text);
    const [first, second] = [...source.matchAll(OPENING)];
    if (first === undefined) return mistake(1, 1, 'no array', 'numbers in braces or brackets');
    const elements = new ArrayElements(source, first.index, elementSize(source.slice(0, first.index)));
    const wrong = elements.read();
    if (wrong !== undefined) return wrong;
    if (second === undefined || second.index < elements.at) return wholePiece(elements.bytes);
    return mistake(...positionOf(source, second.index), 'a second array', 'one array');
  },
};

/** The text with blanks in place of comments, so that nothing else moves. */
function withoutComments(text: string): string {
  return text.replace(COMMENT, (comment) => comment.replace(/[^\r\n]/g, ' '));
}
