import type { CDPSession, Page } from 'playwright-core';

/** Bytes of a page, or of a worker of it. */
interface HeapUsage {
  /** Objects of JavaScript. */
  readonly usedSize: number;
  /** What the engine of the browser keeps beside them, such as elements. */
  readonly embedderHeapUsedSize: number;
  /** Memory of array buffers, in which typed arrays are. */
  readonly backingStorageSize: number;
}

type Answer = { readonly id: number; readonly result: unknown };

/** The memory of a page and of its workers, as the browser's own tools tell it. */
export class PageMemory {
  readonly #session: CDPSession;
  /** Sessions of the workers that there are. */
  readonly #workers = new Set<string>();
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #asked = 0;

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on('Target.attachedToTarget', ({ sessionId }) => this.#workers.add(sessionId));
    session.on('Target.detachedFromTarget', ({ sessionId }) => this.#workers.delete(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message) as Answer;
      this.#waiting.get(id)?.(result);
    });
  }

  /** Knows the workers that the page has, and those that it starts later. */
  static async of(page: Page): Promise<PageMemory> {
    const session = await page.context().newCDPSession(page);
    const memory = new PageMemory(session);
    const attach = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false };
    await session.send('Target.setAutoAttach', attach);
    return memory;
  }

  /** Bytes in use after a collection of garbage, of the page and of all its workers together. */
  async used(): Promise<{ readonly page: number; readonly workers: number }> {
    await this.#session.send('HeapProfiler.collectGarbage');
    const page = sumOf((await this.#session.send('Runtime.getHeapUsage')) as HeapUsage);
    let workers = 0;
    for (const worker of this.#workers) {
      await this.#ask(worker, 'HeapProfiler.collectGarbage');
      workers += sumOf((await this.#ask(worker, 'Runtime.getHeapUsage')) as HeapUsage);
    }
    return { page, workers };
  }

  #ask(sessionId: string, method: string): Promise<unknown> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, resolve);
      const message = JSON.stringify({ id, method });
      this.#session.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
    });
  }
}

function sumOf({ usedSize, embedderHeapUsedSize, backingStorageSize }: HeapUsage): number {
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}
