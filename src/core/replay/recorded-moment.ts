import { objectOf } from '../decode/recorded-values.ts';

/** What happens between calls, and is there again only when somebody does it. */
const KINDS = ['preempt', 'tick', 'create'] as const;

/**
 * An interrupt of the normal world took the processor from a partition (`preempt`), or a hypervisor that mediates counted a unit of time
 * (`tick`) or created a guest anew (`create`).
 */
export interface RecordedMoment {
  readonly kind: (typeof KINDS)[number];
  /** The number of the last call before it. */
  readonly seq: number;
  /** Who was interrupted, the hypervisor, or the guest. */
  readonly caller: string;
  readonly cpu: number;
}

/** Reads a line of a recording that tells of such a moment. Undefined when it tells of something else, or of nothing. */
export function readRecordedMoment(text: string): RecordedMoment | undefined {
  const { kind, seq, from, cpu = 0 } = fieldsOf(text);
  const known = KINDS.find((each) => each === kind);
  if (known === undefined || typeof seq !== 'number' || typeof from !== 'string' || typeof cpu !== 'number')
    return undefined;
  return { kind: known, seq, caller: from, cpu };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}
