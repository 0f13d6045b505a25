/**
 * How values are written that are not written like the API's others, by their names on the wire: a separator joins the
 * items of a list; a content type means that the value is written as its JSON, or as other text.
 */
export type Formats = Readonly<Record<string, string>>;

/** Parameters or fields with the values of `formats` as text. */
export function withFormats(
  values: object | null | undefined,
  formats: Formats,
): Record<string, unknown> | undefined {
  if (values === null || values === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]: [string, unknown]) => [
      name,
      Object.hasOwn(formats, name) ? formatted(value, formats[name] ?? '') : value,
    ]),
  );
}

/** The value as text; undefined, and a list without items, stays out. */
export function formatted(value: unknown, format: string): unknown {
  if (format.includes('/')) return isTextual(value, format) ? textOf(value) : JSON.stringify(value);
  if (!Array.isArray(value)) return value;
  const items = value.filter((item) => item !== undefined).map(textOf);
  return items.length === 0 ? undefined : items.join(format);
}

/** Text stays what it is unless its content type is JSON. */
function isTextual(value: unknown, contentType: string): boolean {
  return (
    !/[/+]json\b/i.test(contentType) &&
    (typeof value !== 'object' || value instanceof Date) &&
    value !== undefined
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return value instanceof Date ? value.toISOString() : String(value);
}
