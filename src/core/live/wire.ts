/** What a page and the machine that it watches say to each other: JSON objects, and behind those that bring events the lines of a recording. */

/** The values that messages have, by name: how one is known, and what to say of another. */
const VALUES = {
  count: {
    is: (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
    expected: 'a number from 0 on',
  },
  flag: {
    is: (value: unknown): value is boolean => typeof value === 'boolean',
    expected: 'true or false',
  },
  text: { is: (value: unknown): value is string => typeof value === 'string', expected: 'a text' },
  texts: {
    is: (value: unknown): value is readonly string[] =>
      Array.isArray(value) && value.length <= MOST_TEXTS && value.every((each) => typeof each === 'string'),
    expected: 'a list of at most 64 texts',
  },
  counts: {
    is: (value: unknown): value is readonly number[] =>
      Array.isArray(value) && value.every((each) => VALUES.count.is(each)),
    expected: 'a list of numbers from 0 on',
  },
  object: {
    is: (value: unknown): value is Readonly<Record<string, unknown>> =>
      typeof value === 'object' && value !== null && !Array.isArray(value),
    expected: 'an object',
  },
} as const;

const MOST_TEXTS = 64;
/** A message of a page is no longer. */
export const MOST_CHARACTERS = 16_384;

/** `from` of a page that wants nothing of what has been: it is behind every event. */
export const FROM_NOW: number = Number.MAX_SAFE_INTEGER;

/** What a page says. */
const PAGE_MESSAGES = {
  /** Send me the events from this one on, counted from 0, as far as you have them, and what comes. From one that is not there: what comes. */
  follow: { from: 'count' },
  /** Have calls go wrong by these rules, as `--inject` has them, and no others. */
  inject: { rules: 'texts' },
} as const;

/** What the machine's side says. */
const HOST_MESSAGES = {
  /** First of all: the header of the recording that its events are, whether faults can be set, and those that are. */
  run: { header: 'object', takesFaults: 'flag', faults: 'texts' },
  /** Behind this, line by line, events from this one on. Those between it and the last that came before are not kept any more. */
  events: { from: 'count' },
  /** Calls go wrong by these rules from now on, whoever set them. */
  faults: { rules: 'texts' },
  /** What a page has asked is not done. `place` has the number of a fault and a character in it, from 0, where that is what is wrong. */
  refused: { rule: 'text', why: 'text', place: 'counts' },
  /** There will be no more events, and how the run ended. */
  ended: { how: 'text' },
} as const;

type Shapes = Readonly<Record<string, Readonly<Record<string, keyof typeof VALUES>>>>;
type ValueOf<Name extends keyof typeof VALUES> = (typeof VALUES)[Name]['is'] extends (
  value: unknown,
) => value is infer Value
  ? Value
  : never;
type MessageOf<Each extends Shapes> = {
  [Kind in keyof Each]: { readonly kind: Kind } & {
    readonly [Key in keyof Each[Kind]]: ValueOf<Each[Kind][Key]>;
  };
}[keyof Each];

export type PageMessage = MessageOf<typeof PAGE_MESSAGES>;
export type HostMessage = MessageOf<typeof HOST_MESSAGES>;

/** Something that is no message. */
export interface Misread {
  readonly ok: false;
  /** Where, and what was expected there. */
  readonly expected: string;
}

/** Reads what a page says. Anybody could have written it. */
export function readPageMessage(text: string): PageMessage | Misread {
  return read<PageMessage>(text, PAGE_MESSAGES);
}

/** Reads what the machine's side says, and the lines behind it. */
export function readHostMessage(
  text: string,
): { readonly message: HostMessage; readonly lines: string } | Misread {
  const end = text.indexOf('\n');
  const message = read<HostMessage>(end < 0 ? text : text.slice(0, end), HOST_MESSAGES);
  return 'ok' in message ? message : { message, lines: end < 0 ? '' : text.slice(end + 1) };
}

/** A message of the machine's side as text. */
export function hostText(message: HostMessage, lines: readonly string[] = []): string {
  return [JSON.stringify(message), ...lines].join('\n');
}

function read<Message>(text: string, shapes: Shapes): Message | Misread {
  const value = parsed(text);
  if (!VALUES.object.is(value)) return { ok: false, expected: VALUES.object.expected };
  const { kind, ...rest } = value;
  const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
  if (shape === undefined) return { ok: false, expected: `"kind", one of ${Object.keys(shapes).join(', ')}` };
  for (const [key, name] of Object.entries(shape))
    if (!VALUES[name].is(rest[key]))
      return { ok: false, expected: `"${key}", ${VALUES[name].expected}, in "${kind}"` };
  const more = Object.keys(rest).find((key) => !Object.hasOwn(shape, key));
  if (more !== undefined) return { ok: false, expected: `no "${more}" in "${kind}"` };
  return value as Message;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
