import type { Model, ModelId, Type } from '../../api/types.ts';
import type { Declaration, Field } from './declarations.ts';
import type { GoType, OwnPackage } from './gofile.ts';
import type { ModelNames } from './model-names.ts';
import type { GoNames, TypePath } from './names.ts';

/** How a type of an API is written in Go, at a place of use. */
export interface Typed {
  readonly type: GoType;
  readonly nullable: boolean;
  readonly format: Field['format'];
}

/** Where declarations of a type go: they follow each other in one file. */
export interface Place {
  readonly pkg: Extract<OwnPackage, 'root' | 'shared'>;
  readonly into: Declaration[];
}

export type Direction = 'received' | 'sent';

/** What the plan of a union asks of the planner. */
export interface TypePlanner {
  readonly style: 'v1' | 'v2';
  readonly names: GoNames;
  readonly models: ModelNames;
  /** v1: unions whose variants are being planned. */
  readonly openUnions: Set<Type>;
  structure(type: Type): Type;
  typed(type: Type, path: TypePath, place: Place, direction: Direction): Typed;
  claim(path: TypePath, suffix?: string): string;
  modelOf(id: ModelId): Model | null;
}
