export { AbstractPage, type PageClass, PagePromise, type PageRequestOptions } from '../internal/page.ts';
