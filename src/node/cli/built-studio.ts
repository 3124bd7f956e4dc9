import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../files/package-file.ts';
import { type ReportShell, shellOf } from '../studio/report-shell.ts';
import { CommandError } from './exit.ts';

const FOLDER = fileURLToPath(packageFile('dist/studio'));

/** The folder of the built studio. Throws a CommandError where it is not built. */
export function builtStudio(): string {
  if (!existsSync(FOLDER)) throw notBuilt();
  return FOLDER;
}

/** The shell of reports, which is built with it. */
export function builtShell(): ReportShell {
  const file = `${FOLDER}/report.html`;
  if (!existsSync(file)) throw notBuilt();
  return shellOf(readFileSync(file, 'utf8'));
}

function notBuilt(): CommandError {
  return new CommandError('the studio is not built yet', 'Run `npm run build` first.');
}
