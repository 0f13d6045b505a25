// Runs inside a sandbox: `node gateway-inside.mjs SOCKET PORT PROGRAM ARGUMENT…`. Forwards a port of the sandbox's
// own loopback to the gateway's socket while it runs the program.
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
  // The program gets pipes, not this process's own output: this process may make that non-blocking, and then programs
  // that write a lot fail.
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
