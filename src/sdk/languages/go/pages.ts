import type { PageField, PageScheme } from '../../api/page-types.ts';
import type { Casings } from '../../names/casing.ts';
import { BASIC, type GoType, TIME } from './gofile.ts';
import { exported, fieldScope } from './names.ts';

/** A field of a page's struct, or a group of fields in an object of the response. */
export interface PageNode {
  readonly name: string;
  readonly wireName: string;
  readonly field: PageField | null;
  /** Null: the items. */
  readonly type: GoType | null;
  readonly children: readonly PageNode[];
}

/** The response's fields as a tree. */
export function pageTree(scheme: PageScheme, casings: Casings): readonly PageNode[] {
  const fields = scheme.response.filter(({ path, header }) => path.length > 0 && header === null);
  return group(fields, 0, casings);
}

function group(fields: readonly PageField[], depth: number, casings: Casings): readonly PageNode[] {
  const scope = fieldScope();
  const names = [...new Set(fields.map(({ path }) => path[depth] ?? ''))];
  return names.map((wireName) => {
    const own = fields.filter(({ path }) => path[depth] === wireName);
    const leaf = own.find(({ path }) => path.length === depth + 1) ?? null;
    const inner = own.filter(({ path }) => path.length > depth + 1);
    return {
      name: scope.claim(wireName, exported(wireName, casings), `${exported(wireName, casings)}Field`),
      wireName,
      field: inner.length > 0 ? null : leaf,
      type: leaf === null ? null : goType(leaf),
      children: inner.length > 0 ? group(inner, depth + 1, casings) : [],
    };
  });
}

function goType({ purpose, type }: PageField): GoType | null {
  if (purpose === 'items') return null;
  const inner = type.kind === 'nullable' ? type.type : type;
  switch (inner.kind) {
    case 'boolean':
      return BASIC.bool;
    case 'integer':
      return BASIC.int64;
    case 'number':
      return BASIC.float64;
    case 'string':
      return inner.format === 'date' || inner.format === 'date-time' ? TIME : BASIC.string;
    case 'enum':
      return inner.of === 'string' ? BASIC.string : BASIC.any;
    default:
      return BASIC.any;
  }
}

/** The Go names on the path to a field of the page: `['Meta', 'Next']`; null if it is none. */
export function reachField(
  tree: readonly PageNode[],
  wanted: (field: PageField) => boolean,
): { readonly names: readonly string[]; readonly node: PageNode } | null {
  for (const node of tree) {
    if (node.field !== null && wanted(node.field)) return { names: [node.name], node };
    const inner = reachField(node.children, wanted);
    if (inner !== null) return { names: [node.name, ...inner.names], node: inner.node };
  }
  return null;
}
