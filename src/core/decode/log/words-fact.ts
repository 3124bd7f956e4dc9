import { FUNCTIONS, functionName } from '../../abi/functions.ts';
import { functionOfDriver } from './driver-words.ts';
import type { Fact } from './fact.ts';
import { ownerOf } from './owners.ts';
import { statusOfNumber } from './status-number.ts';
import { usualRules } from './usual-rules.ts';
import { wordLists } from './word-list.ts';

const WORD = /\bFFA_[A-Z0-9_]{2,48}\b/g;
const STATUS_WORD =
  /\b(?:FFA_(?:RET_|ERROR_)?)?(NOT_SUPPORTED|INVALID_PARAMETER|NO_MEMORY|BUSY|INTERRUPTED|DENIED|RETRY|ABORTED|NO_DATA|NOT_READY)S?\b/;
/** A number behind a word that makes it an outcome. */
const OUTCOME =
  /\b(?:ret|rc|res|err|error|errno|code|status|returned|returns|result|failed|with)\b[\s:=(]{0,4}(-\d{1,3}|0x[0-9a-f]{8,16})\b/i;
/** What a function has returned, as the tracer of functions prints it behind its end: `} /* ffa_memory_share [ffa_core] = -22 *\/`. */
const RETURNED = /\/\* \w{1,64}(?: \[\w{1,64}\])? = (-\d{1,3}|0x[0-9a-f]{8,16}) \*\//;

const NAMES: ReadonlySet<string> = new Set(FUNCTIONS.map(({ name }) => name));
/** They answer others, and are not what is answered. */
const ANSWERS: ReadonlySet<string> = new Set(['FFA_ERROR', 'FFA_SUCCESS']);

/**
 * What a line says in words: the function that it names, or whose id stands in it, and the status beside it. `undefined` for a line
 * that names no function.
 */
export function wordsFact(text: string, line: number): Fact | undefined {
  const [id] = wordLists(text).map(({ registers }) => registers[0]);
  const written = namesIn(text);
  const status = statusIn(text);
  const named =
    written.find((word) => !ANSWERS.has(word)) ??
    (status === undefined ? undefined : functionOfDriver(text)) ??
    (id === undefined ? undefined : functionName(Number(id)));
  const plain = { line, lastLine: line, owner: ownerOf(text), fields: [], rules: [], remarks: [] };
  if (status !== undefined && (named !== undefined || written.length > 0))
    return {
      ...plain,
      kind: 'answer',
      ...(named === undefined ? {} : { about: withoutWidth(named) }),
      status,
      rules: usualRules(withoutWidth(named ?? ''), status),
    };
  const name = named ?? written[0];
  return name === undefined ? undefined : { ...plain, kind: 'mention', function: name };
}

function namesIn(text: string): readonly string[] {
  if (!text.includes('FFA_')) return [];
  return [...text.matchAll(WORD)].map(([word]) => word).filter((word) => NAMES.has(withoutWidth(word)));
}

function withoutWidth(name: string): string {
  return name.replace(/_(?:32|64)$/, '');
}

/** The status in a line, by name or as a number. */
function statusIn(text: string): string | undefined {
  const word = STATUS_WORD.exec(text)?.[1];
  if (word !== undefined) return word === 'INVALID_PARAMETER' ? 'INVALID_PARAMETERS' : word;
  const number = (OUTCOME.exec(text) ?? RETURNED.exec(text))?.[1];
  return number === undefined ? undefined : statusOfNumber(Number(BigInt.asIntN(32, BigInt(number))));
}
