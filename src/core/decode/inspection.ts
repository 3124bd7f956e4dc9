import type { AnnotatedField } from '../abi/annotation.ts';
import type { Fault } from '../abi/decoded.ts';
import type { Breach } from './breach.ts';
import type { KindName } from './kind.ts';

/** What bytes are, field by field, and what is wrong with them. */
export interface Inspection {
  readonly kind: KindName;
  /** FF-A version; absent for messages of Gunyah. */
  readonly version?: number;
  /** Why they were taken for this kind and version, as clauses. */
  readonly reasons: readonly string[];
  /** Whether no rule is broken and every structure is there as a whole. */
  readonly valid: boolean;
  /** In the order of the bytes, without holes. */
  readonly fields: readonly AnnotatedField[];
  readonly broken: readonly Breach[];
  /** Structures that are cut off or overlap, where no broken rule speaks of the same bytes. */
  readonly faults: readonly Fault[];
  /** Sentences about what was judged, what was assumed, and what the bytes do not decide. */
  readonly notes: readonly string[];
}
