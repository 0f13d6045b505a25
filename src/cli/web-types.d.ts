// Types of the web platform that the SDK in kiln-sdk/ refers to and that Node.js has, but declares under no global
// name. The whole library "dom" would let every file of Kiln use `window`.

type BodyInit = NonNullable<RequestInit['body']>;
type BlobPart = ConstructorParameters<typeof File>[0] extends Iterable<infer Part> | undefined ? Part : never;
type FilePropertyBag = ConstructorParameters<typeof File>[2];
interface TextEncoder extends InstanceType<typeof import('node:util').TextEncoder> {}
interface TextDecoder extends InstanceType<typeof import('node:util').TextDecoder> {}
