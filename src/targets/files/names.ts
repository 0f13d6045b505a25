/** Words of a name, in lower case and in ASCII: `PetStore-API v2` → `pet`, `store`, `api`, `v2`. */
export function words(name: string): string[] {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** `pet_store` */
export function snakeCase(name: string): string {
  return words(name).join('_');
}

/** `pet-store` */
export function kebabCase(name: string): string {
  return words(name).join('-');
}

/** `PetStore` */
export function pascalCase(name: string): string {
  return words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** A name that can begin an identifier: if it is empty or begins with a digit, `prefix` is put before it. */
export function identifier(name: string, prefix = 'api'): string {
  return /^[A-Za-z_]/.test(name) ? name : `${prefix}${name}`;
}

/** A semantic version as plain `major.minor.patch`, for tools that accept no more. */
export function coreVersion(version: string): string {
  return /^\d+\.\d+\.\d+/.exec(version)?.[0] ?? '0.0.0';
}
