import { expect, test } from 'vitest';
import { mapsInQueries, oneOfContainers, withoutXml } from '../../../../src/targets/files/java-fixes.ts';
import { typedValues } from '../../../../src/targets/files/npm-package.ts';
import { oneOfMembers } from '../../../../src/targets/files/typescript-unions.ts';

test('java: a oneOf may contain lists and maps', () => {
  const mended = oneOfContainers(`public class Value extends AbstractOpenApiSchema {
        schemas.put("List<String>", List<String>.class);
    public List<String> getList<String>() throws ClassCastException {
        return (List<String>)super.getActualInstance();
    }
    if (getActualInstance() instanceof Map<String, Object>) {
        if (getActualInstance() != null) {
          for (String _key : ((Map<String, Object>)getActualInstance()).keySet()) {
            joiner.add(String.format("%s%s=%s", prefix, suffix,
                "".equals(suffix) ? "" : String.format("%s%d%s", containerPrefix, _key, containerSuffix),
                getActualInstance().get(_key), encode(((Map<String, Object>)getActualInstance()).get(_key))));
          }
        }
    }
    if (getActualInstance() instanceof List<String>) {
          for (int i = 0; i < ((List<String>)getActualInstance()).size(); i++) {
            joiner.add(String.format("%s%d%s", containerPrefix, i), encode(getActualInstance().get(i)));
          }
    }
`);
  expect(mended).toBe(`public class Value extends AbstractOpenApiSchema {
        schemas.put("List<String>", List.class);
    public List<String> getListString() throws ClassCastException {
        return (List<String>)super.getActualInstance();
    }
    if (getActualInstance() instanceof Map) {
        if (getActualInstance() != null) {
          for (String _key : ((Map<String, Object>)getActualInstance()).keySet()) {
            joiner.add(String.format("%s%s=%s", prefix, suffix,
                "".equals(suffix) ? "" : String.format("%s%d%s", containerPrefix, _key, containerSuffix),
                encode(((Map<String, Object>)getActualInstance()).get(_key))));
          }
        }
    }
    if (getActualInstance() instanceof List) {
          for (int i = 0; i < ((List<String>)getActualInstance()).size(); i++) {
            joiner.add(String.format("%s%d%s", containerPrefix, i), encode(((List<String>)getActualInstance()).get(i)));
          }
    }
`);
  const other = 'public class Other {\n    private List<String> a;\n    public List<String> getA() {';
  expect(oneOfContainers(other)).toBe(other);
});

test('java: maps in the query of a URL', () => {
  const model = (type: string) => `  public Map<String, ${type}> getData() {
          joiner.add(getData().get(_key).toUrlQueryString(String.format(java.util.Locale.ROOT, "%sdata%s%s", prefix, suffix,
              "".equals(suffix) ? "" : String.format(java.util.Locale.ROOT, "%s%d%s", containerPrefix, _key, containerSuffix))));
`;
  expect(mapsInQueries(model('Object'))).toBe(`  public Map<String, Object> getData() {
          joiner.add(String.format(java.util.Locale.ROOT, "%sdata%s%s=%s", prefix, suffix,
              "".equals(suffix) ? "" : String.format(java.util.Locale.ROOT, "%s%s%s", containerPrefix, _key, containerSuffix), ApiClient.urlEncode(ApiClient.valueToString(getData().get(_key)))));
`);
  expect(mapsInQueries(model('Pet'))).toBe(model('Pet').replace('%d', '%s'));
});

test('java: removes XML annotations if nothing reads them', () => {
  const field =
    '  @JacksonXmlProperty(localName="SMS") @JacksonXmlElementWrapper(localName="All")\n  private String sms;\n';
  expect(withoutXml(field)).toBe('  private String sms;\n');
  const used = `import com.fasterxml.jackson.JacksonXmlProperty;\n${field}`;
  expect(withoutXml(used)).toBe(used);
});

test('typescript: imports and distinguishes each schema of a oneOf, and keeps arbitrary objects', () => {
  const text = `import { parseDate } from '../runtime.js';
import type { Folder } from './Folder.js';
import {
    instanceOfFolder,
    FolderFromJSON,
} from './Folder.js';
import type { any } from './any.js';
import {
    instanceOfany,
    anyFromJSON,
} from './any.js';

/**
 * @type Item
 */
export type Item = Folder | ModelFile | { [key: string]: any; };

export function ItemFromJSONTyped(json: any, ignoreDiscriminator: boolean): Item {
    if (instanceOfFolder(json)) {
        return FolderFromJSONTyped(json, true);
    }
    if (instanceOfany(json)) {
        return anyFromJSONTyped(json, true);
    }
    return {} as any;
}

export function ItemToJSONTyped(value?: Item | null): any {
    if (instanceOfany(value)) {
        return anyToJSON(value as any);
    }
    return {};
}
`;
  expect(
    oneOfMembers(text, (name) => name === 'Folder' || name === 'ModelFile'),
  ).toBe(`import { parseDate } from '../runtime.js';
import type { Folder } from './Folder.js';
import {
    instanceOfFolder,
    FolderFromJSON,
} from './Folder.js';
import type { ModelFile } from './ModelFile.js';
import {
    instanceOfModelFile,
    ModelFileFromJSONTyped,
    ModelFileToJSON,
} from './ModelFile.js';

/**
 * @type Item
 */
export type Item = Folder | ModelFile | { [key: string]: any; };

export function ItemFromJSONTyped(json: any, ignoreDiscriminator: boolean): Item {
    if (instanceOfFolder(json)) {
        return FolderFromJSONTyped(json, true);
    }
    if (instanceOfModelFile(json)) {
        return ModelFileFromJSONTyped(json, true);
    }
    return json;
}

export function ItemToJSONTyped(value?: Item | null): any {
    if (instanceOfModelFile(value)) {
        return ModelFileToJSON(value as ModelFile);
    }
    return value;
}
`);
  const closed = text.replace(' | { [key: string]: any; }', '').replaceAll(/.*any.*from.*\n/g, '');
  expect(oneOfMembers(closed, () => false)).toContain('return {} as any;');
});

test('typescript: passes untyped map values unchanged', () => {
  expect(typedValues("'a': json['a'] == null ? undefined : (mapValues(json['a'], FromJSON)),")).toBe(
    "'a': json['a'] == null ? undefined : (json['a']),",
  );
  const typed = "(mapValues(value['a'], PetToJSON))";
  expect(typedValues(typed)).toBe(typed);
});
