import { objectOf } from '../decode/recorded-values.ts';

/** An interrupt of the normal world took the processor from a partition. */
export interface RecordedPreempt {
  readonly kind: 'preempt';
  /** The number of the last call before it. */
  readonly seq: number;
  readonly caller: string;
  readonly cpu: number;
}

/** Reads a line of a recording that tells of no call. Undefined when it tells of something else, or of nothing. */
export function readRecordedPreempt(text: string): RecordedPreempt | undefined {
  const { kind, seq, from, cpu = 0 } = fieldsOf(text);
  if (kind !== 'preempt' || typeof seq !== 'number' || typeof from !== 'string' || typeof cpu !== 'number')
    return undefined;
  return { kind, seq, caller: from, cpu };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}
