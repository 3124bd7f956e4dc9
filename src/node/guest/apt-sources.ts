/**
 * Where the apt of this machine gets its packages: mirrors, keys and what else is said of them. Read from the files that
 * apt reads, in both of their forms, so that other suites of the same mirrors can be asked for. Source: sources.list(5).
 */

/** What is said of a source, by the field names of the deb822 form in lower case; values may go on over lines. */
export type AptSource = ReadonlyMap<string, string>;

/** Fields that say what is wanted of a source rather than how to get it. */
const WANTED_OF_IT = [
  'types',
  'suites',
  'components',
  'architectures',
  'languages',
  'targets',
  'enabled',
  'description',
];
/** The short names that options of the one-line form have for those fields. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  arch: 'architectures',
  lang: 'languages',
  target: 'targets',
};

/** Reads a file of sources, by the form that its name tells. Sources that are disabled or have no packages are left out. */
export function readAptSources(name: string, text: string): readonly AptSource[] {
  const sources = name.endsWith('.sources') ? stanzasOf(text) : text.split('\n').flatMap(sourceOfLine);
  return sources.filter(offersPackages);
}

/** The sources with other suites: a file in deb822 form that asks for nothing but packages of the architecture. */
export function withSuites(
  sources: readonly AptSource[],
  suites: readonly string[],
  architecture: string,
): string {
  const wanted = [
    'types: deb',
    `suites: ${suites.join(' ')}`,
    'components: main',
    `architectures: ${architecture}`,
    'languages: none',
    'targets: Packages',
  ];
  const stanzas = sources.map((source) => {
    const kept = [...source].filter(([field]) => !WANTED_OF_IT.includes(field));
    return [...kept.map(([field, value]) => `${field}: ${value}`), ...wanted, ''].join('\n');
  });
  return [...new Set(stanzas)].join('\n');
}

/** Sources in stanzas of fields. */
function stanzasOf(text: string): AptSource[] {
  const withoutComments = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
  return withoutComments
    .split(/\n\s*\n/)
    .map((stanza) => fieldsOf(stanza))
    .filter((source) => source.size > 0);
}

/** The fields of a stanza; a line that begins with a blank goes on with the field before. */
export function fieldsOf(stanza: string): Map<string, string> {
  const fields = stanza.matchAll(/^([^\s:#][^\s:]*):[ \t]*(.*(?:\n[ \t].*)*)/gm);
  return new Map([...fields].map(([, field = '', value = '']) => [field.toLowerCase(), value.trimEnd()]));
}

/** A source in one line: `deb [signed-by=/a.gpg arch=amd64] mirror suite component...`. */
function sourceOfLine(line: string): AptSource[] {
  const [, type, options = '', mirror, suite, components] =
    /^\s*(deb|deb-src)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line) ?? [];
  if (type === undefined || mirror === undefined || suite === undefined) return [];
  const fields = new Map([
    ['types', type],
    ['uris', mirror],
    ['suites', suite],
    ['components', components?.trim() ?? ''],
  ]);
  for (const [, option = '', value = ''] of options.matchAll(/([\w-]+)=(\S*)/g)) {
    const field = option.toLowerCase();
    fields.set(SHORT_NAMES[field] ?? field, value);
  }
  return [fields];
}

/** A suite that ends with a slash is a plain folder, in which there are no other suites. */
function offersPackages(source: AptSource): boolean {
  const types = (source.get('types') ?? '').split(/\s+/);
  const suites = (source.get('suites') ?? '').split(/\s+/).filter((suite) => suite !== '');
  const enabled = !/^(no|false|0|off|without|disable)$/i.test(source.get('enabled') ?? 'yes');
  return (
    enabled && types.includes('deb') && suites.length > 0 && !suites.some((suite) => suite.endsWith('/'))
  );
}
