import type { Command } from 'commander';

/** A command of `tantalum`, loaded when it is asked for, so that the others start as quickly as if they were alone. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandModule>;
}

interface CommandModule {
  /** Adds arguments, options, help and action. */
  define(command: Command): void;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'play a scenario on a machine and check what comes of it',
    load: () => import('./run.ts'),
  },
  {
    name: 'decode',
    summary: 'explain a descriptor byte by byte and judge it',
    load: () => import('./decode.ts'),
  },
  {
    name: 'judge',
    summary: 'have a descriptor judged by every manager',
    load: () => import('./judge.ts'),
  },
  {
    name: 'check',
    summary: 'judge manifests and machine files, alone and together',
    load: () => import('./check.ts'),
  },
  {
    name: 'conformance',
    summary: 'try what has to hold of every manager',
    load: () => import('./conformance.ts'),
  },
  {
    name: 'explore',
    summary: 'make random calls and hold them against the specification',
    load: () => import('./explore.ts'),
  },
  {
    name: 'worker',
    summary: 'take walks that `explore --queue` hands out',
    load: () => import('./worker.ts'),
  },
  {
    name: 'explain',
    summary: 'tell what a rule says, why, and how to keep it',
    load: () => import('./explain.ts'),
  },
  {
    name: 'plan',
    summary: 'lay a send out: calls, fragments, who takes it',
    load: () => import('./plan.ts'),
  },
  {
    name: 'regs',
    summary: 'name the registers of a call and of its answer',
    load: () => import('./regs.ts'),
  },
  {
    name: 'uuid',
    summary: 'print a UUID in every form in use',
    load: () => import('./uuid.ts'),
  },
  {
    name: 'replay',
    summary: 'make recorded calls again, and compare',
    load: () => import('./replay.ts'),
  },
  {
    name: 'trace',
    summary: 'write a recording for Perfetto, Wireshark, ftrace or reading',
    load: () => import('./trace.ts'),
  },
  {
    name: 'dissector',
    summary: 'print the Wireshark dissector of traces',
    load: () => import('./dissector.ts'),
  },
  {
    name: 'boot',
    summary: 'boot a real guest in QEMU, whose firmware we are',
    load: () => import('./boot.ts'),
  },
  {
    name: 'serve',
    summary: 'put partitions into a folder as files, for drivers',
    load: () => import('./serve.ts'),
  },
  {
    name: 'guest',
    summary: 'fetch and keep kernels for the QEMU board',
    load: () => import('./guest.ts'),
  },
  {
    name: 'studio',
    summary: 'open pages that decode and play, in a browser',
    load: () => import('./studio.ts'),
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of machine files',
    load: () => import('./schema.ts'),
  },
];
