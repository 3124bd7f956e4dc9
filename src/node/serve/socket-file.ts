import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, link, mkdir, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ServeProblem } from './problem.ts';

/** Bytes of the path of a Unix socket, of which the last is zero. */
const MOST_PATH_BYTES = 107;

/** Listens on a path that nobody has. Throws a ServeProblem for a path that is too long. */
export async function listen(path: string, onSocket: (socket: Socket) => void): Promise<Server> {
  mustFit(path);
  const server = createServer(onSocket);
  server.listen(path);
  await once(server, 'listening');
  await chmod(path, 0o600);
  return server;
}

/**
 * Listens on a path for as long as no other process does. A socket that a dead process left behind is taken away. Whoever closes the server removes
 * the path.
 *
 * The server listens under a name of its own before it has the path: whatever is there and does not answer is dead.
 */
export async function listenAlone(path: string, inUse: () => ServeProblem): Promise<Server> {
  mustFit(path);
  const own = join(dirname(path), `.${randomUUID().slice(0, 6)}`);
  const server = await listen(own, (socket) => socket.destroy()).catch(refusal);
  try {
    if (!(await claim(own, path))) await inTurn(path, () => replaceDead(own, path, inUse));
    return server;
  } catch (error) {
    server.close();
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** Throws a ServeProblem for a path that no socket can have. */
function mustFit(path: string): void {
  if (Buffer.byteLength(path) > MOST_PATH_BYTES)
    throw new ServeProblem(
      `${path} is too long for a socket, whose path has ${MOST_PATH_BYTES} bytes`,
      'Give a folder with a shorter path.',
    );
}

function refusal(error: NodeJS.ErrnoException): never {
  const { code, message } = error;
  if (code !== 'EACCES' && code !== 'EROFS') throw error;
  throw new ServeProblem(`cannot listen: ${message}`, 'Give a folder that you may write to.');
}

/** Gives a socket a second name that nothing has. Returns whether nothing had it. */
async function claim(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function replaceDead(own: string, path: string, inUse: () => ServeProblem): Promise<void> {
  if (await isAlive(path)) throw inUse();
  await rm(path, { force: true });
  // Somebody who has come only now may be quicker.
  if (!(await claim(own, path))) throw inUse();
}

/** Milliseconds after which a turn is taken for that of a process that died in it: it takes a few. */
const LONGEST_TURN = 5000;

/** Does something about a path while nobody else does: who looks and then removes must not remove what has come in between. */
async function inTurn(path: string, act: () => Promise<void>): Promise<void> {
  const turn = `${path}.turn`;
  while (!(await isMade(turn))) {
    const { mtimeMs = Date.now() } = (await stat(turn).catch(() => undefined)) ?? {};
    if (Date.now() - mtimeMs > LONGEST_TURN) await rm(turn, { recursive: true, force: true });
    await setTimeout(5);
  }
  try {
    await act();
  } finally {
    await rm(turn, { recursive: true, force: true });
  }
}

/** Makes a folder. Returns whether there was none. */
async function isMade(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether somebody listens on a socket. */
async function isAlive(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
