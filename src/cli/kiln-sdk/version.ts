// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

export const VERSION = '0.1.0'; // x-release-please-version
