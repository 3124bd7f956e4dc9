/** What somebody may do with the memory of a transaction, in words. */
export interface ReceiverTerms {
  readonly name: string;
  /** What the sender allows, what the receiver has asked for, and what it was given; '' where nobody has said. */
  readonly offered: string;
  readonly asked: string;
  readonly given: string;
}

/** A part of a descriptor, as it was sent. */
export interface DescriptorPart {
  readonly event: number;
  readonly bytes: number;
  /** Pages that it lists. */
  readonly pages: number;
}

/** What the descriptors of a transaction say. */
export interface TransactionTerms {
  /** As in "type", "normal". What is zero, and says nothing by that, is left out. */
  readonly facts: readonly { readonly name: string; readonly text: string }[];
  readonly receivers: readonly ReceiverTerms[];
  readonly parts: readonly DescriptorPart[];
}
