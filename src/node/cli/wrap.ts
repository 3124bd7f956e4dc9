/** Breaks a text into lines of at most `width` characters, between words where it can be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (joined.length <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    for (; line.length > width; line = line.slice(width)) lines.push(line.slice(0, width));
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

/** A label and a text beside it, wrapped in its own column. */
export function labelled(label: string, text: string, indent: number, width: number): string[] {
  const margin = ' '.repeat(indent);
  const head = label.padEnd(indent);
  return wrap(text, width - indent).map((line, index) => `${index === 0 ? head : margin}${line}`.trimEnd());
}
