/** Root properties that the binding does not have but some manager knows, and what they mean to it. */
export const EXTENSIONS: Readonly<Record<string, string>> = {
  debug_name: 'a name for logs; the binding says `description`',
  'mem-size': 'bytes of memory that the partition gets from its load address',
  'stream-endpoint-ids': 'ids of streams that FF-A 1.0 counts as endpoints',
  'run-time-model': 'whether the partition may be preempted, in the terms of FF-A 1.0',
  'elf-format': 'the image is an ELF file',
};

/** Properties of any device tree that say nothing of a partition. */
export const GENERIC: ReadonlySet<string> = new Set([
  'compatible',
  'phandle',
  'linux,phandle',
  '#address-cells',
  '#size-cells',
]);
