/** The examples in the documentation that are commands and what they print. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { PROGRAM } from '../cli/support.ts';

/** A command, and what the page shows of its output. */
export interface ConsoleExample {
  readonly command: string;
  readonly shown: string;
}

/** The commands of a page. */
export function consoleExamples(page: string): readonly ConsoleExample[] {
  return [...page.matchAll(/^```console\n\$ tantalum ([^\n]*)\n(.*?)^```$/gms)].map(
    ([, command = '', shown = '']) => ({ command, shown }),
  );
}

/** The files that a page gives: "```text NAME", then the contents. */
export function filesOf(page: string): ReadonlyMap<string, string> {
  return new Map(
    [...page.matchAll(/^```text (\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [name, text]),
  );
}

/** Puts files into a folder of their own until the tests of the file have ended. */
export function folderWith(files: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tantalum-'));
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** What a command prints in a folder. */
export function printed(command: string, folder: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...command.split(' ')], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout + stderr;
}

/** What output has to match. A line of three dots stands for any lines. */
export function patternOf(shown: string): RegExp {
  const parts = shown.split(/^\.\.\.\n/m).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`);
}
