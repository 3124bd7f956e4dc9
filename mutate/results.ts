import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isNoticed, type Outcome } from './outcome.ts';

interface Line extends Outcome {
  /** Of the sources that it was found out with. */
  readonly sources: string;
}

/** A name for all that src/ holds: results of other sources say nothing of these. */
export function nameOfSources(folder = 'src'): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  for (const name of files.sort()) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

/** What was found out, in a file of one JSON object a line, so that a run that was stopped can go on. */
export class Results {
  private readonly file: string;
  private readonly sources: string;
  private readonly known: Map<string, Outcome> = new Map();

  constructor(file: string, sources: string) {
    this.file = file;
    this.sources = sources;
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    for (const [index, text] of lines.entries()) if (text !== '') this.learn(text, index + 1);
  }

  /** What is known of a mutant that was noticed. */
  of(id: string): Outcome | undefined {
    return this.known.get(id);
  }

  add(outcome: Outcome): void {
    const line: Line = { ...outcome, sources: this.sources };
    mkdirSync(dirname(this.file), { recursive: true });
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }

  private learn(text: string, line: number): void {
    let read: Line;
    try {
      read = JSON.parse(text) as Line;
    } catch {
      throw new TypeError(
        `${this.file}:${line}: no JSON; remove the line, or name another file with --results`,
      );
    }
    const { sources, ...outcome } = read;
    if (sources === this.sources && isNoticed(outcome)) this.known.set(outcome.id, outcome);
  }
}
