/** Saves the recording of a report as the file that it was, for `tantalum replay` and `tantalum trace`. */
export async function saveRecording(packed: Blob, name: string): Promise<void> {
  const lines = packed.stream().pipeThrough(new DecompressionStream('gzip'));
  const address = URL.createObjectURL(await new Response(lines).blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name.replace(/\.\w+$/, '')}.ndjson`;
  link.click();
  // The browser reads it after the click, which has no end that a page hears of.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
