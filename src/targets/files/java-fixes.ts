/** Fixes for generated Java; each is a pure function from the text of a file. */

/**
 * In a class for `oneOf`, the generator names a container by its parameterised type where Java needs the raw class
 * (`List<String>.class`) or an identifier (`getList<String>()`), and reads it without a cast.
 */
export function oneOfContainers(text: string): string {
  if (!/ extends AbstractOpenApiSchema\b/.test(text)) return text;
  return text
    .replace(/\b(List|Set|Map)<[^()\n;"]*?>\.class\b/g, '$1.class')
    .replace(/ instanceof (List|Set|Map)<[^()\n]*>\)/g, ' instanceof $1)')
    .replace(
      /^( +public (\w+)<([^()\n]*)>) get\2<\3>\(\)/gm,
      (_all, type: string, name: string, args: string) => {
        return `${type} get${name}${args.replace(/\W+/g, '')}()`;
      },
    )
    .replace(
      /\(\((List|Map)(<[^()\n]*>)\)getActualInstance\(\)\)(?:(?!\n {4}\})[\s\S])*/g,
      (block, name: string, args: string) => {
        const cast = `((${name}${args})getActualInstance())`;
        return block
          .replace(/(\n +)getActualInstance\(\)\.get\(_key\), /g, '$1')
          .replace(/([( ])getActualInstance\(\)\.get\(/g, `$1${cast}.get(`);
      },
    );
}

/**
 * Fixes a map in the query of a URL: its keys are strings, not numbers, and values of any type have no
 * `toUrlQueryString`.
 */
export function mapsInQueries(text: string): string {
  return text
    .replaceAll('"%s%d%s", containerPrefix, _key,', '"%s%s%s", containerPrefix, _key,')
    .replace(
      /joiner\.add\((get\w+\(\))\.get\(_key\)\.toUrlQueryString\((String\.format\([\w.]+, "[^"]*)(",(?:(?!;)[\s\S])*?containerSuffix\))\)\)\);/g,
      (all, map: string, start: string, rest: string) =>
        text.includes(`Map<String, Object> ${map} {`)
          ? `joiner.add(${start}=%s${rest}, ApiClient.urlEncode(ApiClient.valueToString(${map}.get(_key)))));`
          : all,
    );
}

/** Removes XML annotations that come from the description: the library only reads JSON. */
export function withoutXml(text: string): string {
  if (/^import .*\.JacksonXml\w+;$/m.test(text)) return text;
  return text.replace(/^ +(?:@JacksonXml\w+\([^()\n]*\) *)+\r?\n/gm, '');
}
