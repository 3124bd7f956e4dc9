import { openBrowser } from '../studio/open-browser.ts';
import { type ServedStudio, type StudioOptions, serveStudio } from '../studio/static-server.ts';
import { builtStudio } from './built-studio.ts';
import { CommandError } from './exit.ts';

/** Serves the built studio. Throws a CommandError where there is none, or the port cannot be had: that is a problem of the command line. */
export async function startStudio(options: Omit<StudioOptions, 'folder'>): Promise<ServedStudio> {
  const folder = builtStudio();
  try {
    return await serveStudio({ ...options, folder });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? `port ${options.port} is taken` : message;
    throw new CommandError(why, 'Give another --port, or none for one that is free.');
  }
}

/** Opens an address in the browser of the user, or says that there is no way to. */
export async function openOrSay(address: string): Promise<void> {
  if (await openBrowser(address)) return;
  process.stderr.write('tantalum: there is no program to open a browser; open the address yourself\n');
}
