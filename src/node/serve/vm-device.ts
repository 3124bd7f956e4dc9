import { symlinkSync } from 'node:fs';
import type { Server as Listener, Socket } from 'node:net';
import { join } from 'node:path';
import { isNilUuid, uuidText } from '../../core/abi/uuid.ts';
import type { PartitionSpec } from '../../core/board/machine.ts';
import { Connection } from './connection.ts';
import { SELF } from './devices-folder.ts';
import type { Namespace } from './namespace.ts';
import { Peer, refusal, type Target } from './peer.ts';
import { ServeProblem } from './problem.ts';
import { Refused } from './refused.ts';
import { SERVE_RULES } from './rules.ts';
import { listen } from './socket-file.ts';
import { ANSWER, encodeFrame } from './wire/frames.ts';

/** A socket in the folder of a VM. */
export interface SocketFile {
  /** A UUID; where several partitions have it, behind the first with the id of the endpoint. */
  readonly name: string;
  readonly partition: PartitionSpec;
  readonly target: Target;
}

/** Looks after the machine. */
export interface Caretaker {
  /** A partition may have run. */
  settle(): void;
  /** A program of the machine failed, and nothing can be said of what is left. */
  fail(error: unknown): void;
}

/** The folder of a VM while it is served: its sockets, and who is connected. */
export class VmDevice {
  readonly namespace: Namespace;
  /** The sockets, the VM's own first; none before it is opened. */
  files: readonly SocketFile[] = [];
  private readonly listeners: Listener[] = [];
  private readonly sockets: Set<Socket> = new Set();
  private readonly caretaker: Caretaker;

  constructor(namespace: Namespace, caretaker: Caretaker) {
    this.namespace = namespace;
    this.caretaker = caretaker;
  }

  /** Bytes of answers that each client has still to read. */
  get unread(): readonly number[] {
    return [...this.sockets].map(({ writableLength }) => writableLength);
  }

  /** Starts the VM, which discovers partitions, and opens a socket for each of their services. Throws a ServeProblem. */
  async open(folder: string): Promise<void> {
    this.files = socketFiles(this.namespace.vm, this.discover());
    for (const { name, target } of this.files)
      this.listeners.push(await listen(join(folder, name), (socket) => this.accept(socket, target)));
    const [own] = this.files;
    if (own !== undefined) symlinkSync(own.name, join(folder, SELF));
  }

  /** Closes everything; what clients had is given back before it returns. */
  close(): void {
    for (const listener of this.listeners) listener.close();
    for (const socket of this.sockets) socket.destroy();
    this.namespace.close();
  }

  /** Does what every driver does first. */
  private discover(): readonly PartitionSpec[] {
    const { conduit, vm } = this.namespace;
    const found = conduit.perform(function* (ffa) {
      yield* ffa.start(vm.buffers, vm.version);
      return yield* ffa.partitions();
    });
    if (found instanceof Refused)
      throw new ServeProblem(
        `${vm.name} cannot start: ${found.why}`,
        'Look at what the machine file says of it, and at tantalum run with a step that starts it.',
      );
    const ids = new Set(found.map(({ endpoint }) => endpoint));
    return conduit.machine.spec.partitions.filter(({ id }) => id !== vm.id && ids.has(id));
  }

  private accept(socket: Socket, target: Target): void {
    const { namespace, sockets } = this;
    if (!namespace.connect()) {
      const { frame } = refusal({ verb: ANSWER, cookie: 0 }, Refused.by(SERVE_RULES.connections));
      socket.on('error', () => undefined).end(encodeFrame(frame));
      return;
    }
    sockets.add(socket);
    const peer = new Peer(namespace, target);
    const connection = new Connection(socket, (frame) => {
      try {
        const reply = peer.answer(frame);
        if (target !== 'self') this.caretaker.settle();
        return reply;
      } catch (error) {
        this.caretaker.fail(error);
        return undefined;
      }
    });
    connection.start(() => {
      sockets.delete(socket);
      namespace.disconnect();
      peer.close();
    });
  }
}

/** The VM's own socket first, which `self` leads to. */
function socketFiles(vm: PartitionSpec, reachable: readonly PartitionSpec[]): readonly SocketFile[] {
  const taken = new Set<string>();
  return [vm, ...reachable].flatMap((partition) =>
    partition.uuids
      .filter((uuid) => !isNilUuid(uuid))
      .slice(0, partition === vm ? 1 : undefined)
      .map((uuid) => {
        const text = uuidText(uuid);
        const name = taken.has(text) ? `${text}.${partition.id.toString(16)}` : text;
        taken.add(text);
        return { name, partition, target: partition === vm ? 'self' : { partition, uuid } };
      }),
  );
}
