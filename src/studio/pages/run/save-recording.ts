import { saveFile } from '../../view/save-file.ts';

/** Saves the recording of a report as the file that it was, for `tantalum replay` and `tantalum trace`. */
export async function saveRecording(packed: Blob, name: string): Promise<void> {
  const lines = packed.stream().pipeThrough(new DecompressionStream('gzip'));
  saveFile(`${name.replace(/\.\w+$/, '')}.ndjson`, await new Response(lines).blob());
}
