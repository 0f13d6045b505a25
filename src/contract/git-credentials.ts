import { z } from 'zod';

const Address = z
  .string()
  .max(500)
  .refine(
    (text) => {
      if (!URL.canParse(text)) return false;
      const { protocol, username, password, search, hash, hostname } = new URL(text);
      return (
        /^(https?|ssh):$/.test(protocol) && hostname !== '' && `${username}${password}${search}${hash}` === ''
      );
    },
    { error: 'must be an http(s) or ssh URL without a user, a password or a query' },
  )
  .transform((text) => new URL(text).href.replace(/\/$/, ''));

const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !/\p{Cc}/u.test(text), 'must be one line');

export const GitCredentialBody = z
  .object({
    url: Address.describe('Applies to repositories whose URL starts with this one, by whole segments.'),
    username: line(200),
    secret: z
      .string()
      .min(1)
      .max(20_000)
      .describe('A password or token; for ssh, a private key without a passphrase. Never returned.'),
  })
  .refine(({ url, secret }) => url.startsWith('ssh:') || /^[^\p{Cc}]+$/u.test(secret), {
    path: ['secret'],
    error: 'must be one line',
  })
  .meta({ id: 'SetGitCredential' });

export const DeleteGitCredentialQuery = z.object({ url: Address });

export const GitCredential = z
  .object({
    object: z.literal('git_credential'),
    url: z.string(),
    username: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'GitCredential' });
export type GitCredential = z.infer<typeof GitCredential>;
