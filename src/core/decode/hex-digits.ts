/** The bytes that an even number of hex digits stands for, in their order. */
export function bytesOfDigits(digits: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < digits.length; at += 2) bytes.push(Number.parseInt(digits.slice(at, at + 2), 16));
  return bytes;
}
