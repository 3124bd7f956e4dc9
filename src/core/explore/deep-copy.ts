/**
 * A copy of data with all that it leads to: objects, lists, maps, sets and bytes. What is met twice is one in the copy, too. Functions and objects of
 * classes are not data.
 */
export function deepCopy<Data>(data: Data): Data {
  return copied(data, new Map()) as Data;
}

function copied(data: unknown, done: Map<object, unknown>): unknown {
  if (typeof data !== 'object' || data === null) return data;
  const known = done.get(data);
  if (known !== undefined) return known;
  if (data instanceof Uint8Array) return data.slice();
  if (Array.isArray(data)) {
    const list: unknown[] = [];
    done.set(data, list);
    for (const each of data) list.push(copied(each, done));
    return list;
  }
  if (data instanceof Map) {
    const map = new Map();
    done.set(data, map);
    for (const [key, value] of data) map.set(copied(key, done), copied(value, done));
    return map;
  }
  if (data instanceof Set) {
    const set = new Set();
    done.set(data, set);
    for (const each of data) set.add(copied(each, done));
    return set;
  }
  if (Object.getPrototypeOf(data) !== Object.prototype) throw new TypeError('only data can be copied');
  const object: Record<string, unknown> = {};
  done.set(data, object);
  for (const [key, value] of Object.entries(data)) object[key] = copied(value, done);
  return object;
}
