import { readHex } from './plain-hex.ts';
import type { Format } from './reading.ts';

/** Lines of hex digits and nothing else, all but the last of the same length, as `xxd -p` prints them. */
export const xxdPlain: Format = {
  name: 'xxd -p',
  detects({ lines }) {
    const full = lines.map((line) => line.trim()).filter((line) => line !== '');
    const [first, last] = [full[0] ?? '', full.at(-1) ?? ''];
    const even = full.every((line) => line.length === first.length || line === last);
    const digits = first.length > 2 && last.length <= first.length && full.every(isDigits);
    return even && digits ? 'lines of hex digits and nothing else' : undefined;
  },
  read: ({ lines }) => readHex(lines),
};

function isDigits(line: string): boolean {
  return !/[^0-9a-f]/i.test(line);
}
