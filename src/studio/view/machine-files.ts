/** The machine files of the repository, each a file of its own that is loaded when it is picked. */
const FILES: Readonly<Record<string, () => Promise<unknown>>> = import.meta.glob('../../../machines/*.yaml', {
  query: '?raw',
  import: 'default',
});

/** The text of a machine file of RUN_EXAMPLES. Throws a RangeError for another name. */
export async function machineFile(id: string): Promise<string> {
  const text = await FILES[`../../../machines/${id}.yaml`]?.();
  if (typeof text !== 'string') throw new RangeError(`there is no machines/${id}.yaml`);
  return text;
}
