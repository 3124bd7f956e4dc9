import { bootLayoutOf, bootShape } from '../abi/boot-info.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2, versionText } from '../abi/versions.ts';
import { alike, type StructureKind, type Subject } from './kind.ts';

export const bootInfo: StructureKind = {
  name: 'boot-info',
  about: 'boot information, in the memory of a partition that starts',
  annotation: 'boot-info',
  recognises(bytes) {
    const layout = bootLayoutOf(bytes);
    if (layout === undefined) return undefined;
    return layout === VERSION_1_0
      ? 'it begins with FF-A, as boot information of FF-A 1.0 does'
      : 'it begins with the signature of boot information';
  },
  guess(bytes) {
    const shape = bootShape(bytes);
    if (!shape.ok) return alike('the header does not say its version');
    const { version } = shape.value;
    const reasons = [`the header is of FF-A ${versionText(version)}`];
    return version === VERSION_1_0
      ? { versions: [version], reasons }
      : { versions: [version, VERSION_1_1, VERSION_1_2], reasons };
  },
  judge: notesOn,
};

function notesOn({ bytes }: Subject): string[] {
  const notes = [
    'Boot information is written by the manager, so no rule was judged; its structure was followed.',
  ];
  const shape = bootShape(bytes);
  const missing = shape.ok ? shape.value.blobSize - bytes.length : 0;
  if (missing > 0) notes.push(`The last ${missing} bytes of the blob are not there, and were not looked at.`);
  return notes;
}
