import { expect, it } from 'vitest';
import { html, link, prose } from '../../../src/sdk/code/markdown.ts';

it('keeps an ampersand that begins no entity', () => {
  expect(prose('Stable & Experimental, R&D; a&b').text).toBe('Stable & Experimental, R&amp;D; a&b');
  expect(prose('&lt;b&gt; &#60; &#x3c; &copy').text).toBe('&amp;lt;b&amp;gt; &amp;#60; &amp;#x3c; &copy');
});

it('shows tags and markup as text', () => {
  expect(prose('<b> & *x*').text).toBe('&lt;b&gt; & \\*x\\*');
  expect(link('Q&A', 'https://acme.test/a').text).toBe('[Q&A](https://acme.test/a)');
});

it('escapes every ampersand in HTML', () => {
  expect(html('a & "b"').text).toBe('a &amp; &quot;b&quot;');
});
