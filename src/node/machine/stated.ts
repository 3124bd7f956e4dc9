type Stated<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> };

/** Only what is said: keys whose value is undefined are left out. */
export function stated<Value extends object>(value: Value): Stated<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Stated<Value>;
}
