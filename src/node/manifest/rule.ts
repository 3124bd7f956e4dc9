/** An `error` keeps the manifest from loading; a `note` says what is tolerated, and how it is read. */
export type Severity = 'error' | 'note';

/**
 * A named rule about a source file. A rule is data: all that a reader needs to understand a refusal and mend
 * it.
 */
export interface FileRule {
  /** The form or the room, then the thing that is judged: `manifest/boot-order`. Unique and stable. */
  readonly id: string;
  readonly severity: Severity;
  /** What must hold, as a sentence. */
  readonly what: string;
  /** Why it must hold. */
  readonly why: string;
  /** What the writer of the file can do about it. */
  readonly fix: string;
  /** Where the rule comes from: names of docs/sources.md. */
  readonly source: string;
  /** What a peer's manager calls this refusal, where it has a name for it. */
  readonly peerName?: string;
}
