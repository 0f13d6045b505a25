import { APACHE_2_0, mit } from '../../targets/files/licenses.ts';
import type { Settings } from '../api/api-types.ts';

/** Text of the licence: the config file's, or that of a licence that is known by name. */
export function licenseText(license: Settings['license'], holder: string): string | null {
  if (license.contents !== null) return license.contents;
  if (license.spdx === 'MIT') return mit(holder.replace(/\s+/g, ' ').trim());
  return license.spdx === 'Apache-2.0' ? APACHE_2_0 : null;
}
