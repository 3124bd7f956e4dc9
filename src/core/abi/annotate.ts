/**
 * The debugger's view: what each byte of a structure means.
 *
 * Follows the sizes, counts and offsets that the bytes state, through the same layouts that decoders use, and goes as
 * far as they lead: bytes that cannot be decoded can still be looked at.
 */

import { annotateBootInfo } from './annotate-boot-info.ts';
import {
  annotateArray,
  annotateComposite,
  annotateTransaction,
  type TransactionKind,
} from './annotate-transaction.ts';
import { type AnnotatedField, Annotation } from './annotation.ts';
import type { Fault } from './decoded.ts';
import {
  ADDRESS_MAP,
  CONSTITUENT,
  layoutsOf,
  partitionInfoLayout,
  RELINQUISH,
  RELINQUISH_ENDPOINT,
  RESOURCE_HEADER,
} from './layouts.ts';
import { messageLayout } from './message-header.ts';
import { isPartitionInfoSize } from './partition-info.ts';
import { readNumber } from './structure.ts';

/** What bytes are: a structure by name, or the elements alone that a later fragment, or a later part of a list, consists of. */
export type AnnotationKind =
  | TransactionKind
  | 'fragment'
  | 'relinquish'
  | 'partition-info'
  | 'message'
  | 'rxtx-endpoint'
  | 'resource-info'
  | 'address-map'
  | 'boot-info';

export interface AnnotateOptions {
  /** Bytes of one partition description, as the manager stated it. Default: what the version writes. */
  readonly partitionInfoSize?: number;
  /** Partition descriptions, as the manager stated them. Default: as many as there are. */
  readonly partitionCount?: number;
}

export interface Annotated {
  readonly kind: AnnotationKind;
  readonly version: number;
  /** In the order of the bytes, without holes: the raw bytes of all fields are the input. */
  readonly fields: readonly AnnotatedField[];
  /** Structures that are cut off, that overlap, or that nothing sensible points to. */
  readonly faults: readonly Fault[];
}

/** An array that fills the bytes. */
const WHOLE = { base: 0, count: Number.POSITIVE_INFINITY, mayEndEarly: true };

/** Explains bytes as a structure of a version. Never throws on any bytes. */
export function annotate(
  bytes: Uint8Array,
  kind: AnnotationKind,
  version: number,
  options: AnnotateOptions = {},
): Annotated {
  const annotation = new Annotation(bytes);
  switch (kind) {
    case 'transaction':
    case 'retrieve-request':
    case 'retrieve-response':
      annotateTransaction(annotation, kind, version);
      break;
    case 'fragment':
      annotateArray(annotation, CONSTITUENT, { ...WHOLE, path: 'constituents' });
      break;
    case 'relinquish':
      annotateRelinquish(annotation);
      break;
    case 'partition-info':
      annotatePartitions(annotation, version, options);
      break;
    case 'message':
      annotateMessage(annotation, version);
      break;
    case 'rxtx-endpoint':
      annotateRxTxEndpoint(annotation, version);
      break;
    case 'resource-info':
      annotateResources(annotation);
      break;
    case 'address-map':
      annotateArray(annotation, ADDRESS_MAP, { ...WHOLE, path: 'reached' });
      break;
    case 'boot-info':
      annotateBootInfo(annotation);
      break;
  }
  return { kind, version, fields: annotation.fields(), faults: annotation.faults };
}

function annotateRelinquish(annotation: Annotation): void {
  if (annotation.claim(RELINQUISH, 0, '') === 'cut') return;
  const count = readNumber(annotation.bytes, 0, RELINQUISH.fields.endpointCount);
  annotateArray(annotation, RELINQUISH_ENDPOINT, { path: 'endpoints', base: RELINQUISH.size, count });
}

function annotatePartitions(annotation: Annotation, version: number, options: AnnotateOptions): void {
  const { partitionInfoSize: size = layoutsOf(version).partitionInfo.size, partitionCount: count } = options;
  if (!isPartitionInfoSize(size)) {
    annotation.fault('partitions', 0, annotation.bytes.length, `${size} bytes hold no partition description`);
    return;
  }
  const place = { ...WHOLE, path: 'partitions', stride: size };
  const counted = count === undefined ? place : { ...place, count, mayEndEarly: false };
  annotateArray(annotation, partitionInfoLayout(size), counted);
}

function annotateMessage(annotation: Annotation, version: number): void {
  const layout = messageLayout(annotation.bytes, version);
  if (layout === undefined) {
    annotation.fault('header', 0, annotation.bytes.length, 'this version has no indirect messages');
    return;
  }
  if (annotation.claim(layout, 0, '') === 'cut') return;
  const offset = readNumber(annotation.bytes, 0, layout.fields.offset);
  const size = readNumber(annotation.bytes, 0, layout.fields.size);
  annotation.claimRun('payload', offset, size, 'what the sender says to the receiver');
}

function annotateRxTxEndpoint(annotation: Annotation, version: number): void {
  const layout = layoutsOf(version).rxtxEndpoint;
  if (annotation.claim(layout, 0, '') === 'cut') return;
  annotateComposite(annotation, readNumber(annotation.bytes, 0, layout.fields.rxOffset), 'rx');
  annotateComposite(annotation, readNumber(annotation.bytes, 0, layout.fields.txOffset), 'tx');
}

/** The list may go on in further parts, which have no header. */
function annotateResources(annotation: Annotation): void {
  if (annotation.claim(RESOURCE_HEADER, 0, '') === 'cut') return;
  const { descriptorSize, count: counted, offset } = RESOURCE_HEADER.fields;
  const stride = readNumber(annotation.bytes, 0, descriptorSize);
  if (stride < ADDRESS_MAP.size) {
    annotation.faultAt(
      descriptorSize.name,
      0,
      descriptorSize,
      `${stride} bytes hold no address map descriptor`,
    );
    return;
  }
  const base = readNumber(annotation.bytes, 0, offset);
  const count = readNumber(annotation.bytes, 0, counted);
  annotateArray(annotation, ADDRESS_MAP, { path: 'reached', base, count, stride, mayEndEarly: true });
}
