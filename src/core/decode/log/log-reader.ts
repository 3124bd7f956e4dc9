import { isFfaId } from '../../abi/functions.ts';
import { hexText } from '../../abi/hex.ts';
import type { Piece } from '../reading.ts';
import { OpenCalls } from './answers.ts';
import type { Fact, LogReading, Unread } from './fact.ts';
import { frameFact } from './frame-fact.ts';
import { hostCallFact } from './host-call-fact.ts';
import { DumpCollector } from './log-dumps.ts';
import { LONGEST_LINE, shownLine } from './log-line.ts';
import { namedRegisters } from './named-registers.ts';
import { ownerOf } from './owners.ts';
import { withReasons } from './reasons.ts';
import { recognisedFact } from './recognised-fact.ts';
import { DumpedRegisters } from './register-dump.ts';
import { wordLists } from './word-list.ts';
import { wordsFact } from './words-fact.ts';

/** What seems to be about FF-A. */
const ABOUT_FFA = /\bff-?a\b|ffa_|\bspm[cd]?\b/i;
/** Fewer registers are no dump. */
const FEWEST_REGISTERS = 4;

/** What was read of a log. */
export interface ReadLog extends LogReading {
  readonly pieces: readonly Piece[];
  readonly notes: readonly string[];
}

/** Reads a log line by line, whatever stands between the lines that matter. */
export class LogReader {
  readonly #calls = new OpenCalls();
  readonly #dumps = new DumpCollector();
  readonly #facts: Fact[] = [];
  readonly #unread: Unread[] = [];
  /** A dump of registers that may go on. */
  #registers: { readonly dump: DumpedRegisters; readonly text: string } | undefined;
  #line = 0;
  #long = 0;

  /** Takes the next line. */
  read(text: string): void {
    const line = ++this.#line;
    const shown = shownLine(text);
    if (text.length > LONGEST_LINE) this.#long++;
    if (this.#dumps.add(shown, line)) return;
    const facts = this.#factsIn(shown, line);
    this.#facts.push(...facts);
    if (facts.length > 0 || this.#takeRegisters(shown, line)) return;
    const said = wordsFact(shown, line);
    if (said !== undefined) this.#facts.push(said);
    else if (ABOUT_FFA.test(shown))
      this.#unread.push({ line, lastLine: line, text: shown, reason: 'nothing in it is recognised' });
  }

  /** What was read, when there are no more lines. */
  finish(): ReadLog {
    this.#closeRegisters();
    const { pieces, notes, unread } = this.#dumps.finish();
    const long = `Of ${this.#long} lines with more than ${LONGEST_LINE} characters, the rest was not read.`;
    return {
      facts: withReasons(this.#facts.sort(byLine)),
      unread: [...this.#unread, ...unread].sort(byLine),
      pieces,
      notes: this.#long === 0 ? notes : [...notes, long],
    };
  }

  #factsIn(text: string, line: number): readonly Fact[] {
    const known = hostCallFact(text, line) ?? recognisedFact(text, line);
    if (known !== undefined) return [known];
    const place = { line, lastLine: line, owner: ownerOf(text) };
    return wordLists(text)
      .filter(({ registers }) => registers.length > 1)
      .map(({ registers, before }) => frameFact(registers, { ...place, before }, this.#calls));
  }

  #takeRegisters(text: string, line: number): boolean {
    const registers = namedRegisters(text);
    if (registers.length === 0) return false;
    if (this.#registers?.dump.add(registers, line) !== true) {
      this.#closeRegisters();
      this.#registers = { dump: new DumpedRegisters(registers, line), text };
    }
    return true;
  }

  #closeRegisters(): void {
    if (this.#registers === undefined) return;
    const { dump, text } = this.#registers;
    this.#registers = undefined;
    const { line, lastLine, registers, named, hasFirst } = dump.whole;
    const first = BigInt.asUintN(32, registers[0] ?? 0n);
    if (hasFirst && isFfaId(Number(first)))
      this.#facts.push(
        frameFact(registers, { line, lastLine, before: '', owner: ownerOf(text) }, this.#calls),
      );
    else if (named >= FEWEST_REGISTERS) {
      const reason = hasFirst
        ? `registers, and ${hexText(first)} in the first is no function of FF-A`
        : 'registers without the first, which names the function';
      this.#unread.push({ line, lastLine, text, reason });
    }
  }
}

function byLine(left: { readonly line: number }, right: { readonly line: number }): number {
  return left.line - right.line;
}
