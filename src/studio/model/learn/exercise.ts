import type { KindName } from '../../../core/decode/kind.ts';

/** What has to be so in the end, as a sentence, and how the manager finds out. */
export type Goal =
  /** Steps of a machine file, a list, which are played behind those of the reader and have to come as they say. */
  | { readonly what: string; readonly steps: string }
  /** A call or a message of the reader's steps that was not refused. */
  | { readonly what: string; readonly by: string; readonly call: string };

/** Bytes to mend: a descriptor that a partition sends on a machine where all else is right. */
export interface DescriptorTask {
  readonly kind: 'descriptor';
  /** Steps before the call. */
  readonly before: string;
  /** Who sends the bytes. */
  readonly by: string;
  /** The FF-A version of who sends them. */
  readonly version: number;
  /** What the bytes are: what sends them follows from that. */
  readonly sends: KindName;
  /** In hex. */
  readonly bytes: string;
}

/** Steps to mend: a list of a machine file. */
export interface ScenarioTask {
  readonly kind: 'scenario';
  readonly steps: string;
}

/** Something broken, and what it was meant to do. */
export interface Exercise {
  /** Of the link to it. */
  readonly name: string;
  readonly title: string;
  /** What is going on, in two or three sentences. */
  readonly story: string;
  /** The rule that refuses it as it is. */
  readonly rule: string;
  /** Each says more than the one before. */
  readonly hints: readonly string[];
  /** A machine file without steps. */
  readonly machine: string;
  readonly task: DescriptorTask | ScenarioTask;
  readonly goals: readonly Goal[];
  /** One way to mend it: bytes in hex, or steps. The manager accepts any that reaches the goals. */
  readonly solution: string;
}

/** What a reader begins with. */
export function brokenText({ task }: Exercise): string {
  return task.kind === 'descriptor' ? task.bytes : task.steps;
}
