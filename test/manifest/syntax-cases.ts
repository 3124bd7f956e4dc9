/**
 * Just enough of a file to have a syntax; what makes a manifest of it is not looked at when the syntax is
 * wrong.
 */
const file = (body: string): string => `/dts-v1/;\n/ {\n${body}\n};\n`;

/** What the scanner and the grammar refuse: the same rule at many places. */
export const SYNTAX_CASES: readonly {
  readonly name: string;
  readonly broken: string;
  readonly found: string;
}[] = [
  {
    name: 'a missing semicolon',
    broken: file('a = <1>\n▸b = <2>;'),
    found: 'found `b`, expected `;` or `,`',
  },
  {
    name: 'a missing semicolon after a node',
    broken: '/dts-v1/;\n/ {\n  sub { a; }\n▸};\n',
    found: 'found `}`, expected `;`',
  },
  {
    name: 'an open cell list',
    broken: file('  a = <1▸; b = <2>;'),
    found: 'found `;`, expected a number, a reference or `>`',
  },
  {
    name: 'an open node',
    broken: '/dts-v1/;\n/ {\n  a;▸',
    found: 'found the end of the file, expected a property, a node or `}`',
  },
  {
    name: 'a node closed twice',
    broken: '/dts-v1/;\n/ { };\n▸};\n',
    found: 'found `}`, expected `/ { … };`, `&label { … };` or the end of the file',
  },
  {
    name: 'two strings without a comma',
    broken: file('a = "x" ▸"y";'),
    found: 'found `"y"`, expected `;` or `,`',
  },
  {
    name: 'a string left open',
    broken: file('a = ▸"x;'),
    found: 'found " alone, expected another " on the same line',
  },
  {
    name: 'a character left open',
    broken: file("a = <▸'x>;"),
    found: "found ' alone, expected another ' on the same line",
  },
  {
    name: 'a comment left open',
    broken: file('a; ▸/* and so on'),
    found: 'found a comment without an end, expected `*/`',
  },
  {
    name: 'a word for a value',
    broken: file('status = ▸okay;'),
    found: 'found `okay`, expected a value: `<cells>`, `"text"`, `[bytes]` or `&label`',
  },
  {
    name: 'no value after =',
    broken: file('  ▸a = ;'),
    found: 'found `a =` without a value, expected one before `;`',
  },
  {
    name: 'a property without =',
    broken: file('a ▸<1>;'),
    found: 'found `<`, expected `=`, `;` or `{` after the name',
  },
  {
    name: 'a comma in cells',
    broken: file('a = <1▸, 2>;'),
    found: 'found `,`, expected a number, a reference or `>`',
  },
  {
    name: 'half an expression',
    broken: file('a = <(1 + ▸)>;'),
    found: 'found `)`, expected a number or an expression',
  },
  {
    name: 'two numbers in parentheses',
    broken: file('a = <(1 ▸2)>;'),
    found: 'found `2`, expected `)` or an operator',
  },
  {
    name: 'no digits in bytes',
    broken: file('a = [▸zz];'),
    found: 'found `zz`, expected pairs of hexadecimal digits or `]`',
  },
  { name: 'a reference to nothing', broken: file('a = <&▸>;'), found: 'found `>`, expected a label' },
  {
    name: 'a label of nothing',
    broken: file('l: ▸;'),
    found: 'found `;`, expected a property or a node after the label',
  },
  {
    name: 'a unit address of nothing',
    broken: file('a@ ▸{ };'),
    found: 'found `{`, expected a unit address',
  },
  { name: 'a width that is none', broken: file('a = /bits/ ▸x <1>;'), found: 'found `x`, expected a number' },
  { name: 'no semicolon after the version', broken: '/dts-v1/\n▸/ { };\n', found: 'found `/`, expected `;`' },
  {
    name: 'a node beside the root',
    broken: '/dts-v1/;\n/ { };\n▸chosen { };\n',
    found: 'found node `chosen` here, expected `/` or `&label`',
  },
  {
    name: 'a node reopened inside another',
    broken: file('l: a { };\nb {\n  ▸&l { };\n};'),
    found: 'found node `&l` here, expected a node name, because only the top level reopens nodes',
  },
  {
    name: 'a letter outside ASCII',
    broken: file('gr▸öße = <1>;'),
    found: 'found `ö`, expected `=`, `;` or `{` after the name',
  },
];
