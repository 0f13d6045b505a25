/** The release of OpenAPI Generator that Kiln installs and runs. */
export const OPENAPI_GENERATOR_VERSION = '7.25.0';
