import type { Model, ModelId, Type } from '../../api/types.ts';
import type { Declaration, Field } from './declarations.ts';
import type { GoType, OwnPackage } from './gofile.ts';
import type { ModelNames } from './model-names.ts';
import type { GoNames, TypePath } from './names.ts';

/** How an API's type is written in Go at a place of use. */
export interface Typed {
  readonly type: GoType;
  readonly nullable: boolean;
  readonly format: Field['format'];
}

/** Destination of a type's declarations: they follow each other in one file. */
export interface Place {
  readonly pkg: Extract<OwnPackage, 'root' | 'shared'>;
  readonly into: Declaration[];
}

export type Direction = 'received' | 'sent';

/** The planner's functions that planning a union needs. */
export interface TypePlanner {
  readonly style: 'v1' | 'v2';
  readonly names: GoNames;
  readonly models: ModelNames;
  /** v1: unions that are currently being planned. */
  readonly openUnions: Set<Type>;
  structure(type: Type): Type;
  typed(type: Type, path: TypePath, place: Place, direction: Direction): Typed;
  claim(path: TypePath, suffix?: string): string;
  modelOf(id: ModelId): Model | null;
}
