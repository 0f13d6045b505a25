import type { Api } from '../../api/api-types.ts';
import type { Model, ModelId, Type } from '../../api/types.ts';
import type { GoType } from './gofile.ts';
import { exported, type GoNames, resourceBase } from './names.ts';

/** Names of models in each direction, and the package of each. */
export class ModelNames {
  readonly #api: Api;
  readonly #bases = new Map<ModelId, string>();
  readonly #received = new Map<ModelId, string>();
  readonly #sent = new Map<ModelId, string>();
  readonly #shared: ReadonlySet<ModelId>;
  readonly #scalarAliases = new Set<string>();

  constructor(api: Api, { root, casings }: GoNames, subtleUnions: boolean) {
    this.#api = api;
    this.#shared = reachable(api);
    for (const model of api.models.values()) {
      const kind = this.#structure(model.type).kind;
      const suffix = kind === 'union' && !subtleUnions ? 'Union' : '';
      const plain = exported(model.names.model ?? model.names.type ?? model.name, casings);
      const owner = resourceBase(model.resourcePath, casings);
      const claim = (key: string, ending: string) => {
        const [first, second] = [`${plain}${ending}`, `${owner}${plain}${ending}`];
        return root.claim(`model ${model.id} ${key}`, first, second);
      };
      if (this.#isReceived(model) || kind === 'enum') this.#received.set(model.id, claim('received', suffix));
      if (model.sent && kind !== 'enum') {
        const override = model.names.paramModel;
        const name =
          override === undefined
            ? claim('sent', `${suffix}Param`)
            : root.claim(`model ${model.id} sent`, exported(override, casings));
        this.#sent.set(model.id, name);
      }
      const received = this.#received.get(model.id) ?? this.#sent.get(model.id)?.replace(/Param$/, '');
      this.#bases.set(model.id, (received ?? plain).replace(suffix === '' ? /$^/ : /Union$/, ''));
      if (['boolean', 'string', 'integer', 'number'].includes(kind)) {
        for (const name of [this.#received.get(model.id), this.#sent.get(model.id)]) {
          if (name !== undefined) this.#scalarAliases.add(name);
        }
      }
    }
  }

  /** A model that is neither sent nor received is declared as received, because the config file lists it. */
  #isReceived(model: Model): boolean {
    return model.received || !model.sent;
  }

  directions(model: Model): readonly ('received' | 'sent')[] {
    return [
      ...(this.#received.has(model.id) ? (['received'] as const) : []),
      ...(this.#sent.has(model.id) ? (['sent'] as const) : []),
    ];
  }

  /** Prefix of types inside the model. */
  base(id: ModelId): string {
    return this.#bases.get(id) ?? 'X';
  }

  /** Enums have one name for both directions. */
  name(id: ModelId, direction: 'received' | 'sent'): string | null {
    const model = this.#api.models.get(id);
    const isEnum = model !== undefined && this.#structure(model.type).kind === 'enum';
    if (direction === 'sent' && !isEnum) return this.#sent.get(id) ?? this.#received.get(id) ?? null;
    return this.#received.get(id) ?? this.#sent.get(id) ?? null;
  }

  /** The type that sends a received value; null if there is none. */
  paramOf(id: ModelId): string | null {
    return this.#sent.get(id) ?? null;
  }

  pkg(id: ModelId): 'root' | 'shared' {
    return this.#shared.has(id) ? 'shared' : 'root';
  }

  isScalarAlias(type: GoType & { kind: 'named' }): boolean {
    return this.#scalarAliases.has(type.name);
  }

  /** Recursive lists and maps: an alias cannot be recursive. */
  isRecursiveAlias(id: ModelId): boolean {
    const seen = new Set<ModelId>();
    const visit = (type: Type): boolean => {
      if (type.kind === 'nullable') return visit(type.type);
      if (type.kind === 'array') return visit(type.items);
      if (type.kind === 'map') return visit(type.values);
      if (type.kind === 'object' && type.properties.length === 0 && type.additional !== null) {
        return visit(type.additional);
      }
      if (type.kind !== 'model') return false;
      if (type.model === id) return true;
      if (seen.has(type.model)) return false;
      seen.add(type.model);
      const model = this.#api.models.get(type.model);
      return model !== undefined && visit(model.type);
    };
    const model = this.#api.models.get(id);
    return model !== undefined && visit(model.type);
  }

  #structure(type: Type): Type {
    let current = type;
    for (let depth = 0; depth < 64; depth++) {
      if (current.kind === 'nullable') current = current.type;
      else if (current.kind === 'model') {
        const model = this.#api.models.get(current.model);
        if (model === undefined) return current;
        current = model.type;
      } else return current;
    }
    return current;
  }
}

/** Shared models, and all models that they need: the shared package cannot import the root package. */
function reachable(api: Api): ReadonlySet<ModelId> {
  const found = new Set<ModelId>();
  const visit = (type: Type): void => {
    switch (type.kind) {
      case 'array':
        visit(type.items);
        return;
      case 'map':
        visit(type.values);
        return;
      case 'nullable':
        visit(type.type);
        return;
      case 'union':
        for (const variant of type.variants) visit(variant.type);
        return;
      case 'object':
        for (const property of type.properties) visit(property.type);
        if (type.additional !== null) visit(type.additional);
        for (const id of type.extends) add(id);
        return;
      case 'model':
        add(type.model);
        return;
      default:
    }
  };
  const add = (id: ModelId): void => {
    const model = api.models.get(id);
    if (model === undefined || found.has(id)) return;
    found.add(id);
    visit(model.type);
    if (model.aliasOf !== null) add(model.aliasOf);
  };
  for (const model of api.shared) add(model.id);
  return found;
}
