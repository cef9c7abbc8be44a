import { spawn } from 'node:child_process';

// Runs `command arguments…` as the leader of a process group and kills the whole group when whoever started this is gone,
// in whatever way (the channel to it closes then), or when the command ends: some servers leave children behind.

const [command, ...args] = process.argv.slice(2);
const [uid, gid] = ['KEEPER_UID', 'KEEPER_GID'].map((name) => process.env[name]);
const account = uid && gid ? { uid: Number(uid), gid: Number(gid) } : {};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined); // the parent decides

const child = spawn(command!, args, { ...account, cwd: '/', detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
const killGroup = (): void => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // nobody is left in it
  }
};
child.once('error', () => process.exit(127));
child.once('exit', (code) => {
  killGroup();
  process.exit(code ?? 1);
});
process.once('disconnect', killGroup);
