import { byteText } from '../../../core/abi/hex.ts';
import { inspect } from '../../../core/decode/inspect.ts';
import { protocolText } from '../protocol-text.ts';
import { type Copied, type CopyFormat, none, text } from './copy-format.ts';

/** How a language writes an array of bytes. */
interface Language {
  readonly name: string;
  open(length: number): string;
  readonly close: string;
}

const LANGUAGES: readonly Language[] = [
  {
    name: 'C',
    open: (length) => `static const uint8_t descriptor[${length}] __attribute__((aligned(16))) = {`,
    close: '};',
  },
  { name: 'Rust', open: (length) => `const DESCRIPTOR: [u8; ${length}] = [`, close: '];' },
  { name: 'TypeScript', open: () => 'const descriptor = new Uint8Array([', close: ']);' },
];

/** More bytes than these are a file, and no source. */
const MOST_BYTES = 64 * 1024;
/** Bytes on a line. */
const ROW = 16;

/** The bytes as an array in a programming language, one field a line, with its name and value behind it. */
export const SOURCE_CODE: readonly CopyFormat[] = LANGUAGES.map(({ name, open, close }) => ({
  name,
  write(copied) {
    const { bytes, kind, version } = copied;
    if (bytes.length > MOST_BYTES)
      return none(`${bytes.length} bytes are too many for a source. Keep them in a file.`);
    const head = `// ${kind}, ${protocolText(version)}, ${bytes.length} bytes`;
    return text(head, open(bytes.length), ...rows(copied), close);
  },
}));

function rows({ bytes, kind, version, message }: Copied): readonly string[] {
  return inspect(bytes, { call: kind, version, message }).fields.flatMap(
    ({ offset, length, path, value }) => {
      const lines: string[] = [];
      for (let at = offset; at < offset + length; at += ROW) {
        const row = bytes.subarray(at, Math.min(at + ROW, offset + length));
        lines.push(`  ${[...row].map((byte) => `0x${byteText(byte)}`).join(', ')},`);
      }
      lines[0] += ` // ${comment(path, value)}`;
      return lines;
    },
  );
}

/** A name and a value on one line, whatever bytes stand in them: a backslash would go on in the next line of C. */
function comment(path: string, value: string): string {
  return `${path} ${value}`.replace(/[^ -~]|\\/g, '?');
}
