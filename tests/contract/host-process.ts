// A host in a process of its own, to be killed: `host-process.ts FOLDER` serves the web shell and prints its link.
import { startWebShell } from '../../electron/host/transport/web-shell-server.ts';
import { projectFolder } from '../fixtures/project-paths.ts';
import { startTestHost } from './test-host.ts';

const host = startTestHost({ root: process.argv[2]! });
const server = await startWebShell(host.context, projectFolder);
console.log(server.link);
