import Markdown from 'react-markdown';
import gfm from 'remark-gfm';

/**
 * Markdown of others. Elements are made from it one by one: HTML in it is shown as text, addresses have a scheme that is
 * harmless, and pictures, which would be loaded from elsewhere, are their words. `fileAddress`: where files are that it
 * names by a path.
 */
export function Prose({ text, fileAddress }: { text: string; fileAddress?: (path: string) => string }) {
  return (
    <div className="prose">
      <Markdown
        remarkPlugins={[gfm]}
        components={{
          a: ({ href, children }) =>
            href === undefined || href === '' ? (
              <span>{children}</span>
            ) : (
              <a
                href={addressOf(href, fileAddress)}
                target={/^https?:/.test(href) ? '_blank' : undefined}
                rel="noreferrer nofollow"
              >
                {children}
              </a>
            ),
          img: ({ alt }) => <span className="picture">{alt ?? 'picture'}</span>,
          pre: ({ children }) => (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
            <pre tabIndex={0}>{children}</pre>
          ),
        }}
      >
        {text}
      </Markdown>
    </div>
  );
}

function addressOf(href: string, fileAddress: ((path: string) => string) | undefined): string {
  if (fileAddress === undefined || /^([a-z][a-z0-9+.-]*:|#|\/\/)/i.test(href)) return href;
  const [path = ''] = href.replace(/^(\.\/|\/)+/, '').split(/[#?]/, 1);
  return fileAddress(path);
}
