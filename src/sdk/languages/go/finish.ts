import type { Declaration, Field, UnionDeclaration } from './declarations.ts';
import { BASIC, type GoType } from './gofile.ts';

/**
 * Decisions that need all declared types: the properties of unions, which variants implement which interface, and
 * which fields must be pointers because a struct would contain itself.
 */
export function finishDeclarations(files: readonly Declaration[][]): void {
  const byName = new Map<string, Declaration>(
    files.flat().map((declaration) => [declaration.name, declaration]),
  );
  for (const file of files) {
    for (const [index, declaration] of file.entries()) {
      if (declaration.kind === 'interface') markVariants(declaration, byName);
      if (declaration.kind !== 'union' || declaration.role !== 'response') continue;
      const merged = mergedFields(declaration, byName, new Set());
      const finished: Declaration = { ...declaration, merged };
      file[index] = finished;
    }
  }
  const current = new Map<string, Declaration>(
    files.flat().map((declaration) => [declaration.name, declaration]),
  );
  const pointers = fieldsInCycles(current);
  for (const file of files) {
    for (const [index, declaration] of file.entries()) {
      const point = (field: Field): Field =>
        pointers.has(field) ? { ...field, type: pointerTo(field.type) } : field;
      if (declaration.kind === 'struct')
        file[index] = { ...declaration, fields: declaration.fields.map(point) };
      if (declaration.kind === 'union')
        file[index] = { ...declaration, merged: declaration.merged.map(point) };
    }
  }
}

/** The name behind aliases. */
function resolve(type: GoType, byName: ReadonlyMap<string, Declaration>): Declaration | null {
  let current = type;
  for (let depth = 0; depth < 64; depth++) {
    if (current.kind !== 'named' || current.pkg === 'constant') return null;
    const declaration = byName.get(current.name);
    if (declaration?.kind !== 'alias') return declaration ?? null;
    current = declaration.type;
  }
  return null;
}

function markVariants(
  { method, variants }: Declaration & { kind: 'interface' },
  byName: ReadonlyMap<string, Declaration>,
): void {
  for (const variant of variants) {
    const declaration = resolve(variant.type, byName);
    if (
      declaration !== null &&
      declaration.kind !== 'interface' &&
      !declaration.implements.includes(method)
    ) {
      declaration.implements.push(method);
    }
  }
}

/** Properties of all variants of a received union; if their types differ, the property is a string or any. */
function mergedFields(
  union: UnionDeclaration,
  byName: ReadonlyMap<string, Declaration>,
  visiting: Set<string>,
): readonly Field[] {
  if (visiting.has(union.name)) return [];
  visiting.add(union.name);
  const fields = new Map<string, Field>();
  const goNames = new Map<string, string>();
  for (const variant of union.variants) {
    const declaration = resolve(variant.type, byName);
    const own =
      declaration?.kind === 'struct'
        ? declaration.fields
        : declaration?.kind === 'union'
          ? mergedFields(declaration, byName, visiting)
          : [];
    for (const field of own) {
      const known = fields.get(field.wireName);
      if (known === undefined) {
        const taken = goNames.get(field.name);
        if (taken !== undefined && taken !== field.wireName) continue;
        goNames.set(field.name, field.wireName);
        fields.set(field.wireName, { ...field, required: false });
      } else if (JSON.stringify(known.type) !== JSON.stringify(field.type)) {
        fields.set(field.wireName, {
          ...known,
          type: commonType(known.type, field.type, byName),
          format: null,
          known: [],
        });
      }
    }
  }
  visiting.delete(union.name);
  return [...fields.values()];
}

function commonType(a: GoType, b: GoType, byName: ReadonlyMap<string, Declaration>): GoType {
  const isText = (type: GoType) => {
    if (type.kind === 'basic') return type.name === 'string';
    if (type.kind === 'named' && type.pkg === 'constant') return true;
    const declaration = resolve(type, byName);
    return declaration?.kind === 'enum' && declaration.of === 'string';
  };
  return isText(a) && isText(b) ? BASIC.string : BASIC.any;
}

/** Types that a value of the type contains. */
function heldBy(type: GoType): GoType | null {
  if (type.kind === 'named') return type;
  return type.kind === 'field' || type.kind === 'opt' ? heldBy(type.of) : null;
}

function fieldsInCycles(byName: ReadonlyMap<string, Declaration>): ReadonlySet<Field> {
  const pointers = new Set<Field>();
  const state = new Map<string, 'open' | 'done'>();
  const visit = (declaration: Declaration): void => {
    state.set(declaration.name, 'open');
    const fields =
      declaration.kind === 'struct'
        ? declaration.fields
        : declaration.kind === 'union'
          ? declaration.merged
          : [];
    const embedded = declaration.kind === 'struct' ? declaration.embeds : [];
    for (const embed of embedded) {
      const inner = resolve(embed, byName);
      if (inner !== null && !state.has(inner.name)) visit(inner);
    }
    for (const field of fields) {
      const held = heldBy(field.type);
      const inner = held === null ? null : resolve(held, byName);
      if (inner === null || (inner.kind !== 'struct' && inner.kind !== 'union')) continue;
      if (state.get(inner.name) === 'open') pointers.add(field);
      else if (!state.has(inner.name)) visit(inner);
    }
    state.set(declaration.name, 'done');
  };
  for (const declaration of byName.values()) if (!state.has(declaration.name)) visit(declaration);
  return pointers;
}

function pointerTo(type: GoType): GoType {
  if (type.kind === 'field' || type.kind === 'opt') return { ...type, of: pointerTo(type.of) };
  return { kind: 'pointer', of: type };
}
