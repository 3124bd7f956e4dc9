import type { Exporter } from './exporter.ts';
import { FtraceExporter } from './ftrace.ts';
import { PcapngExporter } from './pcapng.ts';
import { PerfettoExporter } from './perfetto.ts';
import { TextExporter } from './text.ts';

interface ExporterEntry {
  readonly name: string;
  readonly about: string;
  /** Bytes, which are nothing for a terminal. */
  readonly binary?: true;
  create(): Exporter;
}

/** Every format that recordings can be written in. */
export const EXPORTERS: readonly ExporterEntry[] = [
  {
    name: 'perfetto',
    about: 'JSON for ui.perfetto.dev and chrome://tracing',
    create: () => new PerfettoExporter(),
  },
  {
    name: 'ftrace',
    about: "lines of host_ffa_call, as pKVM prints them, and of Gunyah drivers' gh_rm_mem_* events",
    create: () => new FtraceExporter(),
  },
  {
    name: 'pcapng',
    about: 'packets for Wireshark, which tantalum dissector teaches to read them',
    binary: true,
    create: () => new PcapngExporter(),
  },
  { name: 'text', about: 'one line a call, in columns', create: () => new TextExporter() },
];
