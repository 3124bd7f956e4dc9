import type { Cast, RunName } from './cast.ts';
import type { Body } from './checks.ts';
import type { Need } from './needs.ts';
import type { Role } from './role.ts';
import type { EndpointName } from './target.ts';

/** Something that holds on every target that conforms, in one or more runs. */
export interface Case {
  /** Area, then what it is about: "share/round-trip". Stable: differences of profiles name it. */
  readonly id: string;
  /** What has to hold, as a sentence. */
  readonly title: string;
  /** Rows that it covers, as docs/sources.md cites them: "conformance 3.1 ffa_mem_share", "requirements QA4". */
  readonly rows: readonly string[];
  /** Who plays it. */
  readonly runs: readonly RunName[];
  /** What has to be there. A run without it is left out. */
  readonly needs?: readonly Need[];
  /** FF-A versions of those who speak another than their endpoint does otherwise. */
  readonly versions?: Readonly<Partial<Record<Role, number>>>;
  /** Partitions in the middle of their initialisation; all others have waited for a message before. */
  readonly initialising?: readonly EndpointName[];
  /** Nobody has called anything when the body begins; otherwise all three have negotiated, and mapped buffers. */
  readonly unstarted?: true;
  /** Does what it takes and notes checks. Depends on nothing but the replies. */
  body(cast: Cast): Body;
}
