import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FOLDERS_VARIABLE } from './plan.ts';

/** Rooms that Stryker may change, and the folders whose tests speak of them. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  abi: ['test/abi'],
  rules: ['test/rules', 'test/spmc', 'test/scenario'],
  memory: ['test/memory'],
  spmc: ['test/spmc', 'test/scenario'],
  mediator: ['test/mediator'],
  gunyah: ['test/gunyah'],
};

export interface StrykerTask {
  readonly room: string;
  /** Below the room; all of its files when it is empty. */
  readonly files: readonly string[];
}

/** Has Stryker change a room, or files of it, and run the room's tests. Returns its exit code: 0 when all changes were noticed. */
export function runStryker({ room, files }: StrykerTask): number {
  const folders = ROOMS[room];
  if (folders === undefined)
    throw new TypeError(`there is no room ${room}: ${Object.keys(ROOMS).join(', ')}`);
  for (const file of files)
    if (!existsSync(`src/core/${room}/${file}`)) throw new TypeError(`there is no src/core/${room}/${file}`);
  const mutate = (files.length === 0 ? ['**/*.ts'] : files).map((file) => `src/core/${room}/${file}`);
  const program = fileURLToPath(
    new URL('../../bin/stryker.js', import.meta.resolve('@stryker-mutator/core')),
  );
  const { status, error } = spawnSync(
    process.execPath,
    [program, 'run', 'mutate/stryker.config.json', '--mutate', mutate.join(',')],
    { stdio: 'inherit', env: { ...process.env, [FOLDERS_VARIABLE]: folders.join(',') } },
  );
  if (error !== undefined) throw error;
  return status ?? 2;
}
