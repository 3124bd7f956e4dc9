import { dirname, isAbsolute, join } from 'node:path';

/** The path of a file that another one names: it stands beside that one, unless its path is whole. */
export function besideFile(file: string, named: string): string {
  return isAbsolute(named) ? named : join(dirname(file), named);
}
