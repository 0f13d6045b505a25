export type ArrayFormat = 'brackets' | 'comma' | 'indices' | 'repeat';

export interface StringifyOptions {
  /** How lists are written: `a[]=1&a[]=2`, `a=1,2`, `a[0]=1&a[1]=2` (default) or `a=1&a=2`. */
  arrayFormat?: ArrayFormat;
  /** Objects are written `a.b=1` rather than `a[b]=1`. */
  allowDots?: boolean;
}

/** A query string for nested values. Undefined is left out; null becomes an empty value. */
export function stringify(value: object, options: StringifyOptions = {}): string {
  const pairs: string[] = [];
  for (const [name, inner] of Object.entries(value)) add(pairs, encodeURIComponent(name), inner, options, []);
  return pairs.join('&');
}

function add(
  pairs: string[],
  name: string,
  value: unknown,
  options: StringifyOptions,
  path: unknown[],
): void {
  if (value === undefined || typeof value === 'function') return;
  if (value === null || typeof value !== 'object' || value instanceof Date) {
    pairs.push(`${name}=${encodeURIComponent(textOf(value))}`);
    return;
  }
  if (path.includes(value)) throw new RangeError('Cyclic object value');
  const inside = [...path, value];
  if (!Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) {
      const encoded = encodeURIComponent(key);
      add(
        pairs,
        options.allowDots ? `${name}.${encoded}` : `${name}%5B${encoded}%5D`,
        inner,
        options,
        inside,
      );
    }
    return;
  }
  const { arrayFormat = 'indices' } = options;
  if (arrayFormat === 'comma' && value.every((item) => typeof item !== 'object' || item === null)) {
    const items = value.filter((item) => item !== undefined).map(textOf);
    if (items.length > 0) pairs.push(`${name}=${encodeURIComponent(items.join(','))}`);
    return;
  }
  value.forEach((item, index) => {
    const field = { brackets: `${name}%5B%5D`, indices: `${name}%5B${index}%5D`, repeat: name, comma: name };
    add(pairs, field[arrayFormat], item, options, inside);
  });
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return value instanceof Date ? value.toISOString() : String(value);
}
