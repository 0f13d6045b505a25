// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

export * from './webhooks/index.ts';
