import { FUNCTIONS } from '../../abi/functions.ts';

/**
 * What the operations are called that Linux has for drivers of partitions, and the function that each of them calls.
 *
 * Source: clients-linux-uboot-pkvm 1.8.
 */
const OPERATIONS: Readonly<Record<string, string>> = {
  partition_info_get: 'FFA_PARTITION_INFO_GET',
  sync_send_receive: 'FFA_MSG_SEND_DIRECT_REQ',
  sync_send_receive2: 'FFA_MSG_SEND_DIRECT_REQ2',
  indirect_send: 'FFA_MSG_SEND2',
  memory_share: 'FFA_MEM_SHARE',
  memory_lend: 'FFA_MEM_LEND',
  memory_reclaim: 'FFA_MEM_RECLAIM',
  notify_send: 'FFA_NOTIFICATION_SET',
};

const WORD = /\b[a-z][a-z0-9]{1,24}_[a-z0-9_]{2,48}\b/g;
const NAMES: ReadonlySet<string> = new Set(FUNCTIONS.map(({ name }) => name));

/** The function of FF-A that a driver speaks of as its source does: `ffa_mem_share`, `ffa_memory_share`, `memory_share`. */
export function functionOfDriver(text: string): string | undefined {
  for (const [word] of text.matchAll(WORD)) {
    const operation = word.replace(/^ffa_/, '');
    const name = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : word.toUpperCase();
    if (name !== undefined && NAMES.has(name)) return name;
  }
  return undefined;
}
