import { randomUUID } from 'node:crypto';
import { existsSync, ftruncateSync, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files here are memory and nothing else, where a system has the place. */
const SHARED_MEMORY = '/dev/shm';

/**
 * Opens a file that no name leads to: it is gone with the last process that has it open, however that ends. Another process is handed it as
 * a descriptor and finds it as `/dev/fd/<number>`.
 */
export function openAnonymousFile(bytes: number): number {
  const folder = existsSync(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir();
  const name = join(folder, `tantalum-${randomUUID()}`);
  const descriptor = openSync(name, 'wx+', 0o600);
  unlinkSync(name);
  ftruncateSync(descriptor, bytes);
  return descriptor;
}
