// Runs inside a sandbox: `node gateway-inside.mjs SOCKET PORT PROGRAM ARGUMENT…`. Listens on a port of the sandbox's own
// loopback, leads what comes there to the socket of the gateway, and runs the program meanwhile.
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';

const [socket, port, program, ...args] = process.argv.slice(2);
const server = createServer((client) => {
  const gateway = connect(socket);
  const end = () => {
    client.destroy();
    gateway.destroy();
  };
  for (const each of [client, gateway]) each.on('error', end).on('close', end);
  client.pipe(gateway).pipe(client);
});
server.listen(Number(port), '127.0.0.1', () => {
  // Not its own output to inherit: this process may make that non-blocking, and programs that write much then fail.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(process.stdout);
  child.stderr.pipe(process.stderr);
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(127);
  });
  child.on('exit', (_code, signal) => {
    if (signal !== null) process.stderr.write(`${program} was ended by ${signal}.\n`);
  });
  child.on('close', (code) => process.exit(code ?? 1));
});
