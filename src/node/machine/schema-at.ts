/** What of JSON Schema the schema of machine files uses, as far as it says what may be written. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  /** Ours: what a text names. */
  readonly names?: 'endpoint';
}

/** A schema without choices, and the description of the choice that it was in. */
export type Choices = readonly JsonSchema[];

/** The schemas that hold at a path, each without choices. `textsAt` has the texts of the map at each step of the path. */
export function schemasAt(
  root: JsonSchema,
  path: readonly (string | number)[],
  textsAt: readonly ReadonlyMap<string, string>[],
): Choices {
  let schemas = chosen(root, [root], textsAt[0]);
  for (const [depth, key] of path.entries()) {
    const below = schemas.flatMap((schema) => stepInto(schema, key));
    schemas = chosen(root, below, textsAt[depth + 1]);
  }
  return schemas;
}

function stepInto({ items, properties, additionalProperties }: JsonSchema, key: string | number): Choices {
  if (typeof key === 'number') return items === undefined ? [] : [items];
  const named = properties?.[key];
  if (named !== undefined) return [named];
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}

/** Schemas by themselves; of several, those that the texts of a map fit: a step is what its `do` says. */
function chosen(root: JsonSchema, schemas: Choices, texts: ReadonlyMap<string, string> = new Map()): Choices {
  const all = schemas.flatMap((schema) => withoutChoices(root, schema));
  const fitting = all.filter(({ properties = {} }) =>
    [...texts].every(([key, text]) => {
      const wanted = properties[key]?.const;
      return wanted === undefined || wanted === text;
    }),
  );
  return fitting.length > 0 ? fitting : all;
}

function withoutChoices(root: JsonSchema, schema: JsonSchema): Choices {
  const { $ref, anyOf, oneOf, description } = schema;
  if ($ref !== undefined) return withoutChoices(root, root.$defs?.[$ref.replace('#/$defs/', '')] ?? {});
  const choices = anyOf ?? oneOf;
  if (choices === undefined) return [schema];
  return choices
    .flatMap((choice) => withoutChoices(root, choice))
    .map((choice) =>
      choice.description === undefined && description !== undefined ? { ...choice, description } : choice,
    );
}
