import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { ServeProblem } from './problem.ts';

/** Bytes of the path of a Unix socket, of which the last is zero. */
const MOST_PATH_BYTES = 107;

/** Listens on a path that nobody has. Throws a ServeProblem for a path that is too long. */
export async function listen(path: string, onSocket: (socket: Socket) => void): Promise<Server> {
  if (Buffer.byteLength(path) > MOST_PATH_BYTES)
    throw new ServeProblem(
      `${path} is too long for a socket, whose path has ${MOST_PATH_BYTES} bytes`,
      'Give a folder with a shorter path.',
    );
  const server = createServer(onSocket);
  server.listen(path);
  await once(server, 'listening');
  await chmod(path, 0o600);
  return server;
}

/** Listens on a path for as long as no other process does. A socket that a dead process left behind is taken away. */
export async function listenAlone(path: string, inUse: () => ServeProblem): Promise<Server> {
  const attempt = async () => {
    try {
      return await listen(path, (socket) => socket.destroy());
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE') return undefined;
      if (code !== 'EACCES' && code !== 'EROFS') throw error;
      throw new ServeProblem(`cannot listen: ${message}`, 'Give a folder that you may write to.');
    }
  };
  const server = await attempt();
  if (server !== undefined) return server;
  if (await isAlive(path)) throw inUse();
  await takeAway(path);
  const second = await attempt();
  // Somebody else was quicker.
  if (second === undefined) throw inUse();
  return second;
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

/** Takes a dead socket away, and not the new one of a process that did the same a moment ago: only one can rename it. */
async function takeAway(path: string): Promise<void> {
  const aside = `${path}.${randomUUID().slice(0, 8)}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if (await isAlive(aside)) await rename(aside, path);
  else await rm(aside);
}
