/** The machine files of the repository, each a file of its own that is loaded when it is picked. */
const FILES: Readonly<Record<string, () => Promise<unknown>>> = import.meta.glob(
  '../../../../machines/*.yaml',
  {
    query: '?raw',
    import: 'default',
  },
);

/** The text of a machine file; undefined for a name that none has. */
export async function machineFile(id: string): Promise<string | undefined> {
  const load = FILES[`../../../../machines/${id}.yaml`];
  const text = await load?.();
  return typeof text === 'string' ? text : undefined;
}
