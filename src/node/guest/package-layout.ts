import { access } from 'node:fs/promises';
import path from 'node:path';

/**
 * Where packages have what a guest needs, in the order in which it is looked for. `RELEASE` stands for what the kernel
 * calls itself. Older kernels are in /boot and /lib; newer ones have everything in one folder of /usr.
 */
const PLACES = {
  kernel: ['usr/lib/modules/RELEASE/vmlinuz', 'boot/vmlinuz-RELEASE'],
  config: ['usr/lib/modules/RELEASE/config', 'boot/config-RELEASE'],
  modules: ['usr/lib/modules/RELEASE/kernel', 'lib/modules/RELEASE/kernel'],
  busybox: ['usr/bin/busybox', 'bin/busybox'],
} as const;

/** Finds something in a folder of unpacked packages. */
export async function findInPackages(
  folder: string,
  what: keyof typeof PLACES,
  release = '',
): Promise<string | undefined> {
  for (const place of PLACES[what]) {
    const file = path.join(folder, place.replace('RELEASE', release));
    if (await exists(file)) return file;
  }
  return undefined;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
