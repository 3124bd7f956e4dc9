import type { UuidWords } from '../../core/abi/uuid.ts';
import type { Binding } from './partition.ts';
import { type PropertyTable, type ReadContext, readProperties } from './properties.ts';
import { uuidsFrom } from './read-services.ts';

export const IMAGE_UUID = 'image-uuid';

const AS_CELLS: PropertyTable<{ readonly words: readonly number[] | undefined }> = {
  words: { name: IMAGE_UUID, form: 'words', otherwise: undefined },
};

const AS_STRING: PropertyTable<{ readonly uuid: UuidWords | undefined }> = {
  uuid: { name: IMAGE_UUID, form: 'uuid', otherwise: undefined },
};

/** The UUIDs of the image: cells in binding 1.0, one string in 1.1. */
export function readImageUuids(binding: Binding, context: ReadContext): readonly UuidWords[] {
  if (binding === '1.0') {
    const { words } = readProperties(context.root, AS_CELLS, context);
    return uuidsFrom(context.root, IMAGE_UUID, words, context);
  }
  const { uuid } = readProperties(context.root, AS_STRING, context);
  return uuid === undefined ? [] : [uuid];
}
