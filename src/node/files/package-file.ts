import { existsSync } from 'node:fs';

/**
 * The address of a file of this package, named from its root: `guest/minimal.config`. The same whether this runs from sources or as the built program,
 * which lies elsewhere. Nothing is said of whether the file is there.
 */
export function packageFile(path: string): URL {
  let root = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', root))) {
    const above = new URL('..', root);
    if (above.href === root.href) throw new Error('this program does not lie in its package');
    root = above;
  }
  return new URL(path, root);
}
