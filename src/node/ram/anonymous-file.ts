import { randomUUID } from 'node:crypto';
import { ftruncateSync, openSync, statfsSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files here are memory and nothing else, where a system has the place. Containers may have little of it. */
const SHARED_MEMORY = '/dev/shm';

/**
 * Opens a file that no name leads to: it is gone with the last process that has it open, however that ends. Another process is handed it as
 * a descriptor and finds it as `/dev/fd/<number>`.
 */
export function openAnonymousFile(bytes: number): number {
  const folder = hasRoom(SHARED_MEMORY, bytes) ? SHARED_MEMORY : tmpdir();
  const name = join(folder, `tantalum-${randomUUID()}`);
  const descriptor = openSync(name, 'wx+', 0o600);
  unlinkSync(name);
  ftruncateSync(descriptor, bytes);
  return descriptor;
}

function hasRoom(folder: string, bytes: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= bytes;
  } catch {
    return false;
  }
}
