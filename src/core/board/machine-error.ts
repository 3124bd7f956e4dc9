/** A machine that cannot be. The message says what and where. */
export class MachineError extends Error {
  /** The partition it is about; undefined when it is about memory. */
  readonly partition: string | undefined;

  constructor(message: string, partition?: string) {
    super(message);
    this.name = 'MachineError';
    this.partition = partition;
  }
}
