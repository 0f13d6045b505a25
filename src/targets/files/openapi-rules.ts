/** Rules of the linter, in the form of its own config file. */
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
