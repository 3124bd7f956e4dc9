/** The manifests of docs/campaigns: what they run are command lines of ours, and their parts make a whole. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Shard } from '../../src/core/explore/campaign/campaign.ts';
import { define as defineExplore } from '../../src/node/cli/explore.ts';
import { define as defineWorker } from '../../src/node/cli/worker.ts';
import { parseAddress } from '../../src/node/explore/queue/address.ts';

/** A folder in which `tantalum` prints what it was asked for. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  mkdirSync(join(folder, 'bin'));
  const program = join(folder, 'bin', 'tantalum');
  writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  chmodSync(program, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the manifests of Kubernetes have in common. */
interface Manifest {
  readonly spec: {
    readonly completionMode?: string;
    readonly completions?: number;
    readonly template: { readonly spec: { readonly containers: readonly [Container] } };
  };
}

interface Container {
  readonly command: readonly [string, ...string[]];
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string }[];
}

interface MatrixJob {
  readonly strategy?: { readonly matrix: { readonly part: readonly number[] } };
  readonly steps: readonly { readonly run?: string }[];
}

const manifests = (name: string): readonly unknown[] =>
  parseAllDocuments(readFileSync(`docs/campaigns/${name}`, 'utf8')).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });

/** The arguments that a shell gives `tantalum`. */
function argumentsOf(program: string, args: readonly string[], environment: object = {}): readonly string[] {
  const { PATH } = process.env;
  const env = { PATH: `${join(folder, 'bin')}:${PATH}`, ...environment };
  const options = { cwd: folder, env, encoding: 'utf8' } as const;
  return execFileSync(program, args, options).trim().split('\n');
}

interface Options {
  readonly shard?: Shard;
  readonly out?: string;
  readonly merge?: readonly string[];
  readonly queue?: string;
}

/** What our own parser makes of arguments. Throws where it refuses them. */
function optionsOf([name, ...args]: readonly string[]): Options {
  const command = new Command(name).exitOverride().configureOutput({ writeErr: () => undefined });
  if (name === 'explore') defineExplore(command);
  else if (name === 'worker') defineWorker(command);
  else throw new Error(`tantalum ${name}`);
  command.action(() => undefined).parse(args, { from: 'user' });
  return command.opts();
}

const QUEUE = 'redis://:secret@redis:6379/0';
/** Kubernetes puts variables into arguments itself. */
const expanded = (args: readonly string[]) => args.map((arg) => arg.replaceAll('$(QUEUE)', QUEUE));
const eighths = Array.from({ length: 8 }, (_, index) => ({ index, of: 8 }));

describe('the manifest of', () => {
  it('a matrix takes every part once, keeps it, and merges them', () => {
    const [file] = manifests('matrix.yaml');
    const { jobs } = file as { readonly jobs: { readonly explore: MatrixJob; readonly report: MatrixJob } };
    const command = ({ steps }: MatrixJob) => steps.find(({ run }) => run?.includes('tantalum'))?.run ?? '';
    const options = (jobs.explore.strategy?.matrix.part ?? []).map((part) => {
      const line = command(jobs.explore).replace(/\$\{\{ matrix\.part \}\}/g, String(part));
      return optionsOf(argumentsOf('sh', ['-c', line]));
    });
    const { merge } = optionsOf(argumentsOf('sh', ['-c', command(jobs.report)]));

    expect(options.map(({ shard }) => shard)).toEqual(eighths);
    expect(merge).toEqual(options.map(({ out }) => out));
  });

  it('an Indexed Job takes every part once, keeps it, and merges them', () => {
    const [job, report] = manifests('indexed-job.yaml') as readonly [Manifest, Manifest];
    const run = ({ spec }: Manifest, index = -1) => {
      const [{ command, args }] = spec.template.spec.containers;
      const [program, ...rest] = command;
      return optionsOf(argumentsOf(program, [...rest, ...args], { JOB_COMPLETION_INDEX: String(index) }));
    };
    const options = Array.from({ length: job.spec.completions ?? 0 }, (_, index) => run(job, index));

    expect(job.spec.completionMode).toBe('Indexed');
    expect(options.map(({ shard }) => shard)).toEqual(eighths);
    expect(run(report).merge).toEqual(options.map(({ out }) => out));
  });

  it('a queue has workers and a campaign at one address', () => {
    const options = (manifests('queue.yaml') as readonly Manifest[]).map(({ spec }) => {
      const [{ command, args, env }] = spec.template.spec.containers;
      expect(command).toEqual(['tantalum']);
      expect(env).toMatchObject([{ name: 'QUEUE' }]);
      return optionsOf(argumentsOf('tantalum', expanded(args)));
    });

    expect(options).toMatchObject([{ workers: 4 }, { calls: 100_000_000, faults: true, out: '/kept' }]);
    for (const { queue = '' } of options) expect(parseAddress(queue).shown).toBe('redis://redis:6379/0');
  });
});
