/** What a transaction is called: FF-A's handles and the parcels of Gunyah's resource manager are numbered apart. */
export interface TransactionName {
  readonly protocol: 'ffa' | 'gunyah';
  readonly handle: bigint;
}

/** "handle 0x7", "parcel 0x1". */
export function nameText({ protocol, handle }: TransactionName): string {
  return `${protocol === 'gunyah' ? 'parcel' : 'handle'} 0x${handle.toString(16)}`;
}

export function sameName(left: TransactionName, right: TransactionName): boolean {
  return left.protocol === right.protocol && left.handle === right.handle;
}
