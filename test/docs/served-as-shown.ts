import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Serving } from '../cli/serving.ts';
import { ROOT } from '../cli/support.ts';
import { Client } from '../serve/client.ts';
import { asking, UUIDS } from '../serve/served.ts';

/** Runs a command of the page with a module of programs. Returns what it prints, and what the vault of that module answers to 7. */
export async function servedAsShown(
  command: string,
  module: string,
): Promise<{ readonly shown: string; readonly answer: bigint | undefined }> {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(ROOT, 'machines'), join(folder, 'machines'), { recursive: true });
  writeFileSync(join(folder, 'programs.mjs'), module);
  const args = command.split(' ').slice(1);
  const serving = await Serving.start([...args, '--programs', 'programs.mjs'], folder);
  const vault = await Client.open(join(folder, 'ffa', 'linux', UUIDS.vault));
  const { data } = await vault.call('REQUEST', asking(7));
  await serving.stop();
  return { shown: serving.out, answer: data[0] };
}
