import { packageFile } from '../files/package-file.ts';

/** The built form of `thread.ts`, from which threads are started: they cannot be from sources. */
export const THREAD: URL = packageFile('dist/program/thread.js');
