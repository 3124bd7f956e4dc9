import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { Qmp } from './qmp.ts';

/** What QEMU inherits, by descriptor. */
const INHERITED = { LIFELINE: 3, RAM: 4, FIRMWARE: 5, CONSOLE: 6, DOORBELL: 7, CONTROL: 8 } as const;

/** What follows those, where there is something to go on with: the devices of another QEMU come through it. */
export const INCOMING = 9;

/** How much of what QEMU complains about is kept. */
const KEPT_COMPLAINTS = 4096;

/**
 * Becomes QEMU, and leaves a watcher behind that kills it when the lifeline breaks: the system closes our end of it however we die. A line
 * on it says that QEMU has ended by itself.
 */
const OWNED = `
{ read -r ended <&3 || kill -KILL $$; } </dev/null >/dev/null 2>&1 4<&- 5<&- 6<&- 7<&- 8<&- 9<&- &
exec "$@" 3<&-`;

/** A machine as QEMU is asked for it. */
export interface QemuOptions {
  /** Program name or path. */
  readonly program: string;
  /** Processor model, with what it has switched on or off. */
  readonly model: string;
  readonly cpus: number;
  /** Bytes of the normal world's memory. */
  readonly ramBytes: number;
  /** Whether it waits for devices and processors to go on with, instead of starting. */
  readonly incoming: boolean;
}

/** How QEMU ended. */
export interface QemuEnd {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it complained about. */
  readonly complaints: string;
}

/** A QEMU of our own. It does not outlive this process, however that ends, and leaves no file behind. */
export class QemuProcess {
  /** The guest's serial console. */
  readonly console: Duplex;
  /** The secure world's serial line: one byte a report, one byte a wake-up. */
  readonly doorbell: Duplex;
  /** QEMU's own control. */
  readonly control: Qmp;
  /** Leads to what it goes on with, if it does. */
  readonly incoming: Duplex | undefined;
  /** Fulfilled when it has ended; rejected when it could not be started. */
  readonly ended: Promise<QemuEnd>;
  private readonly child: ChildProcess;

  /** `ram` and `firmware` are descriptors of files. */
  constructor(options: QemuOptions, ram: number, firmware: number) {
    this.child = spawn('sh', ['-c', OWNED, 'sh', options.program, ...argumentsOf(options)], {
      stdio: [
        ...(['ignore', 'ignore', 'pipe', 'pipe', ram, firmware, 'pipe', 'pipe', 'pipe'] as const),
        ...(options.incoming ? (['pipe'] as const) : []),
      ],
    });
    this.console = this.stream(INHERITED.CONSOLE);
    this.doorbell = this.stream(INHERITED.DOORBELL);
    this.control = new Qmp(this.stream(INHERITED.CONTROL));
    this.incoming = options.incoming ? this.stream(INCOMING) : undefined;
    // A guest whose processors nobody hears would wait for ever.
    this.doorbell.on('close', () => this.kill());
    this.ended = this.watch(this.stream(INHERITED.LIFELINE));
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Ends it at once. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Our end of a descriptor: a socket, though the types do not say so. */
  private stream(descriptor: number): Duplex {
    const stream = this.child.stdio[descriptor] as Duplex;
    // It breaks when QEMU ends, which `ended` tells.
    stream.on('error', () => undefined);
    return stream;
  }

  private watch(lifeline: Duplex): Promise<QemuEnd> {
    const stderr = this.stream(2);
    let complaints = '';
    stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-KEPT_COMPLAINTS);
    });
    const exit = new Promise<Pick<QemuEnd, 'code' | 'signal'>>((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('exit', (code, signal) => {
        lifeline.end('ended\n');
        resolve({ code, signal });
      });
    });
    // It may close before or after.
    const said = new Promise((resolve) => stderr.on('close', resolve));
    return Promise.all([exit, said]).then(([end]) => ({ ...end, complaints }));
  }
}

function argumentsOf({ model, cpus, ramBytes, incoming }: QemuOptions): readonly string[] {
  const kib = ramBytes / 1024;
  return [
    ['-M', 'virt,secure=on,virtualization=on,gic-version=3,memory-backend=ram'],
    ['-object', `memory-backend-file,id=ram,size=${kib}K,mem-path=/dev/fd/${INHERITED.RAM},share=on`],
    ['-accel', 'tcg,thread=multi'],
    ['-cpu', model],
    ['-smp', String(cpus)],
    ['-m', `${kib}K`],
    ['-nodefaults', '-no-reboot'],
    ['-display', 'none'],
    ['-bios', `/dev/fd/${INHERITED.FIRMWARE}`],
    ['-chardev', `socket,id=console,fd=${INHERITED.CONSOLE}`, '-serial', 'chardev:console'],
    ['-chardev', `socket,id=doorbell,fd=${INHERITED.DOORBELL}`, '-serial', 'chardev:doorbell'],
    ['-chardev', `socket,id=control,fd=${INHERITED.CONTROL}`, '-mon', 'chardev=control,mode=control'],
    ...(incoming ? [['-incoming', 'defer']] : []),
  ].flat();
}
