/** Rules of the linter, as its own config file has them. */
export const OPENAPI_RULES = {
  struct: 'warn',
  'no-unresolved-refs': 'error',
  'operation-operationId': 'warn',
  'operation-operationId-unique': 'error',
  'path-declaration-must-exist': 'error',
  'path-parameters-defined': 'warn',
  'no-ambiguous-paths': 'off',
  'no-identical-paths': 'error',
  'no-duplicated-tag-names': 'warn',
  'no-enum-type-mismatch': 'warn',
  'security-defined': 'off',
} as const;
