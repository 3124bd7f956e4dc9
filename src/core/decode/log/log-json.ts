import type { Inspection } from '../inspection.ts';
import { type InspectionJson, inspectionJson } from '../inspection-json.ts';
import type { Piece } from '../reading.ts';
import type { Fact, LogReading, Unread } from './fact.ts';

/** A log as programs read it: `tantalum decode --json`. */
export interface LogJson {
  /** Whether nothing is refused, and every dump is valid. */
  readonly valid: boolean;
  readonly notes: readonly string[];
  readonly facts: readonly FactJson[];
  /** Lines that are about FF-A, or seem to be, and were not understood. */
  readonly unread: readonly Unread[];
  /** The bytes in the log, with the lines on which they stand. */
  readonly dumps: readonly (InspectionJson & { readonly line: number; readonly lastLine: number })[];
}

interface FactJson {
  readonly kind: string;
  readonly line: number;
  readonly lastLine: number;
  /** Whose log it is; '' where the line does not tell. */
  readonly log: string;
  readonly text?: string;
  readonly function?: string;
  readonly about?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly status?: string;
  /** Line of the call. */
  readonly answers?: number;
  /** Line that says why. */
  readonly reason?: number;
  /** What is broken, or usually broken there. */
  readonly rules: readonly { readonly rule: string; readonly what: string }[];
  readonly remarks: readonly string[];
}

function factJson({ owner, fields, rules, ...fact }: Fact): FactJson {
  const { kind, line, lastLine, remarks, ...rest } = fact;
  return {
    kind,
    line,
    lastLine,
    log: owner,
    ...rest,
    fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
    rules: rules.map(({ id, what }) => ({ rule: id, what })),
    remarks,
  };
}

const EXCERPT = 120;

function unreadJson({ text, ...unread }: Unread): Unread {
  return { ...unread, text: text.slice(0, EXCERPT) };
}

/** Whether a log tells of anything that is refused. */
export function isRefused({ facts }: LogReading): boolean {
  return facts.some(({ kind, status }) => kind === 'refusal' || status !== undefined);
}

/** A log in the shape that `--json` prints. */
export function logJson(
  log: LogReading,
  notes: readonly string[],
  decoded: readonly { readonly piece: Piece; readonly inspection: Inspection }[],
): LogJson {
  const dumps = decoded.map(({ piece: { lines }, inspection }) => ({
    line: lines?.first ?? 0,
    lastLine: lines?.last ?? 0,
    ...inspectionJson(inspection),
  }));
  return {
    valid: !isRefused(log) && dumps.every(({ valid }) => valid),
    notes,
    facts: log.facts.map(factJson),
    unread: log.unread.map(unreadJson),
    dumps,
  };
}
